import { styleText } from 'node:util';
import { marked, type Token, type Tokens } from 'marked';
import { wrap } from '../../src/report/wrap.ts';
import type { Annotation } from '../../test/github/state.ts';
import { shownConclusion } from './conclusion.ts';
import type { Moment, Story } from './story.ts';

const indent = '  ';
const colours = { good: 'green', bad: 'red', waits: 'yellow' } as const;
const levels = { failure: 'red', warning: 'yellow', notice: 'blue' } as const;

/** The whole story as text for a terminal of so many columns. */
export function tellInTerminal(story: Story, columns: number): string {
  const width = Math.min(columns, 110);
  const title = `${story.repository} pull request #${story.number}: ${story.title}`;
  const moments = story.moments.map((moment, index) => {
    const heading = styleText(['bold', 'underline'], `${index + 1}. ${moment.title}`);
    return [heading, ...momentLines(moment, index, width)].join('\n');
  });
  return [styleText('bold', title), ...moments].join('\n\n');
}

function momentLines(moment: Moment, index: number, width: number): string[] {
  const { checkRun, reviews } = moment;
  const { tone, sign } = shownConclusion(checkRun);
  const edited = index === 0 ? '' : ', edited in place';
  return [
    '',
    `The check run on ${moment.head.slice(0, 7)}`,
    `${indent}${styleText(colours[tone], `${sign} ${checkRun.name}`)} ${checkRun.conclusion}: ${checkRun.title}`,
    ...checkRun.annotations.flatMap((annotation) => [
      '',
      ...annotationLines(annotation, moment, width),
    ]),
    ...reviews.flatMap(({ author, body }) => [
      '',
      `The review comment by ${author}${edited}`,
      ...markdownLines(body, width).map((line) => styleText('dim', '│ ') + line),
    ]),
  ];
}

function annotationLines(annotation: Annotation, { files }: Moment, width: number): string[] {
  const { path, start_line, end_line, annotation_level: level, title = '', message } = annotation;
  const lines = files[path]?.split('\n').slice(start_line - 1, end_line) ?? [];
  const source = lines.map((line) => line.trim()).join(' ');
  const shown = source.length > width - 4 ? `${source.slice(0, width - 5)}…` : source;
  return [
    `${indent}${path}:${start_line}`,
    `${indent}${indent}${styleText('cyan', shown)}`,
    `${indent}${indent}${styleText(levels[level], level)} ${styleText('bold', title)}`,
    ...message
      .split('\n')
      .filter((paragraph) => paragraph !== '')
      .flatMap((paragraph) => wrap(paragraph, width, indent + indent)),
  ];
}

/** What of a comment stands open; each fold is told by its summary. */
function markdownLines(markdown: string, width: number): string[] {
  const blocks: string[][] = [];
  let folds = 0;
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'html') {
      const summary = /<summary>(.*?)<\/summary>/.exec(token.raw)?.[1];
      if (summary !== undefined) blocks.push(wrap(`▸ ${summary}`, width - indent.length, ''));
      folds += token.raw.includes('<details>') ? 1 : 0;
      folds -= token.raw.includes('</details>') ? 1 : 0;
    } else if (folds === 0 && token.type !== 'space') {
      blocks.push(blockLines(token, width - indent.length));
    }
  }
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function blockLines(token: Token, width: number): string[] {
  if (token.type === 'heading') return [styleText('bold', plain(token.tokens))];
  if (token.type === 'code')
    return (token as Tokens.Code).text.split('\n').map((each) => indent + each);
  if (token.type !== 'table') return wrap(plain((token as Tokens.Generic).tokens), width, '');
  const { rows } = token as Tokens.Table;
  return rows.flatMap((cells) => {
    const [severity = '', check = '', where = '', what = ''] = cells.map((cell) =>
      plain(cell.tokens),
    );
    return [`${severity.padEnd(8)}${check} at ${where}`, ...wrap(what, width, ' '.repeat(8))];
  });
}

/** The words of inline Markdown, without marks and addresses. */
function plain(tokens: readonly Token[] = []): string {
  return tokens
    .map((token) => ('tokens' in token && token.tokens ? plain(token.tokens) : textOf(token)))
    .join('');
}

function textOf(token: Token): string {
  return token.type === 'codespan'
    ? `\`${(token as Tokens.Codespan).text}\``
    : (token as Tokens.Text).text;
}
