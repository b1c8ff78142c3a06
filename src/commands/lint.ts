import { createParser } from '../sql/parser.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { UsageError } from './usage-error.ts';

const help = `Reviews SQL files as one pending change, in the order given, to a database that is not known.

Usage: db-review lint [options] FILE…

  FILE                        "-" reads standard input
  --each                      every file is a change of its own
${reviewOptionsHelp}`;

const options = { ...reviewOptions, each: { type: 'boolean', default: false } } as const;

/** `db-review lint`: gives the exit code. */
export async function lint(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions('lint', { args, options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError('no files given. See db-review lint --help');
  const flags = reviewFlags(values);
  // The parser's thread starts while the rest of the program loads, and ends with the process.
  const { parse } = createParser();
  const { lintFiles } = await import('./lint-files.ts');
  return lintFiles(positionals, { ...flags, each: values.each }, parse);
}
