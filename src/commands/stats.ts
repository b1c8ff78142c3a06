import { stringify } from 'yaml';
import { parseOptions } from './options.ts';
import { readTableStatistics, type TableStatistics } from './table-statistics.ts';
import { UsageError } from './usage-error.ts';

const help = `Prints how large the tables of a database are, as \`tables\` for .github/db-review.yml. It reads the
catalog in a read-only transaction: no rows, and no files.

Usage: db-review stats [options]

  --database-url URL          the database, or a copy of it; else DATABASE_URL of the environment
  --min-rows N                leave out tables with fewer rows (0)
`;

const options = {
  'database-url': { type: 'string' },
  'min-rows': { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `db-review stats`: gives the exit code. */
export async function stats(args: string[]): Promise<number> {
  const { values } = parseOptions('stats', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const url = values['database-url'] ?? process.env['DATABASE_URL'];
  if (!url) throw new UsageError('no database given. See db-review stats --help');
  const least = Number(values['min-rows']);
  if (!Number.isInteger(least) || least < 0) {
    throw new UsageError(`--min-rows must be a whole number; it is "${values['min-rows']}".`);
  }
  process.stdout.write(tablesBlock(await readTableStatistics(url), least));
  return 0;
}

/** Tables as the block of a configuration, the largest first. */
function tablesBlock(all: readonly TableStatistics[], least: number): string {
  const known = all.filter(({ rows }) => rows !== null && rows >= least);
  const sizes = known.map(({ name, rows, bytes }) => [name, { rows, bytes }]);
  const unknown = all.filter(({ rows }) => rows === null).map(({ name }) => name);
  const block = stringify({ tables: Object.fromEntries(sizes) }, { lineWidth: 0 });
  const note = unknown.map((name) => `# not known before ANALYZE: ${name}\n`).join('');
  return block + note;
}
