import { blocksOf } from '../report/plain.ts';
import { wrap } from '../report/wrap.ts';
import { terminalWidth } from './print.ts';

/** Prints Markdown of ours to standard output, for people. */
export function sayMarkdown(markdown: string): void {
  const width = terminalWidth() ?? 100;
  const text = markdown.replace(/^#+ (.*)$/gm, '$1').replace(/&#(\d+);/g, entity);
  const lines = blocksOf(text).flatMap(({ lead, text: shown, isCode }) =>
    isCode ? [lead + shown] : wrap(shown, width, lead),
  );
  process.stdout.write(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
}

/** `blocksOf` makes visible what would act in a terminal. */
function entity(_: string, code: string): string {
  return String.fromCharCode(Number(code)).replaceAll('`', "'");
}
