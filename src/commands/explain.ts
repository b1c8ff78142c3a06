import { registry } from '../../checks/index.ts';
import { blocksOf } from '../report/plain.ts';
import { wrap } from '../report/wrap.ts';
import type { Check } from '../review/check.ts';
import { closest } from '../config/closest.ts';
import { sectionsOf } from './explain-page.ts';
import { parseOptions } from './options.ts';
import { terminalWidth } from './print.ts';
import { UsageError } from './usage-error.ts';

const help = `Prints what a check knows, or lists all checks by category.

Usage: db-review explain [CHECK]
`;

const options = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** `db-review explain`: gives the exit code. */
export async function explain(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions('explain', {
    args,
    options,
    allowPositionals: true,
  });
  const [id, ...more] = positionals;
  if (more.length > 0) throw new UsageError('explain takes one check.');
  const text = values.help ? help : id === undefined ? await listOfChecks() : await page(id);
  process.stdout.write(text);
  return 0;
}

async function page(id: string): Promise<string> {
  const entry = registry.find((each) => each.id === id);
  if (!entry) {
    const meant = closest(
      id,
      registry.map((each) => each.id),
    ).map((each) => `"${each}"`);
    const hint =
      meant.length > 0 ? `Did you mean ${meant.join(' or ')}?` : 'db-review explain lists all.';
    throw new UsageError(`unknown check "${id}". ${hint}`);
  }
  const check = await entry.load();
  const sections = sectionsOf(check).map(({ heading, body }) => `${heading}\n\n${linesOf(body)}\n`);
  return [`${check.title}\n${subtitle(check)}\n`, ...sections].join('\n');
}

function subtitle({ id, category, severity, onError }: Check): string {
  const final = severity === 'error' && onError === 'fail' ? ', which nobody can accept' : '';
  return `${id} · ${category} · ${severity}${final}`;
}

/** Markdown as lines for the terminal, indented, with an empty line after code. */
function linesOf(markdown: string): string {
  const width = terminalWidth() ?? 100;
  const blocks = blocksOf(markdown);
  return blocks
    .flatMap(({ lead, text, isCode }, index) => {
      if (isCode) return [`  ${lead}${text}`.trimEnd()];
      const gap = blocks[index - 1]?.isCode && text !== '' ? [''] : [];
      return [...gap, ...wrap(text, width, `  ${lead}`)];
    })
    .join('\n');
}

async function listOfChecks(): Promise<string> {
  const checks = await Promise.all(registry.map((entry) => entry.load()));
  const width = Math.max(...checks.map(({ id }) => id.length));
  const categories = Map.groupBy(checks, ({ category }) => category);
  const inOrder = [...categories].sort(([one], [other]) => (one < other ? -1 : 1));
  const blocks = inOrder.map(([category, members]) => {
    const lines = members.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}\n`);
    return `${category}\n${lines.join('')}`;
  });
  return blocks.join('\n');
}
