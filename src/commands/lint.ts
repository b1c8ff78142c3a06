import { buffer } from 'node:stream/consumers';
import { registry } from '../../checks/index.ts';
import type { Review } from '../review/finding.ts';
import { assumedTransaction } from '../review/presets.ts';
import { reviewSql } from '../review/lint.ts';
import { stops } from '../review/verdict.ts';
import { blobOf } from '../source/blob.ts';
import { createParser } from '../sql/parser.ts';
import { findConfiguration } from './find-configuration.ts';
import {
  parseOptions,
  reviewFlags,
  type ReviewFlags,
  reviewOptions,
  reviewOptionsHelp,
} from './options.ts';
import { printEach, printReview } from './print.ts';
import { readConfigurationFile, readSettings, readUserFile } from './settings.ts';
import { UsageError } from './usage-error.ts';

const help = `Reviews SQL files as one pending change, in the order given, to a database that is not known.

Usage: db-review lint [options] FILE…

  FILE                        "-" reads standard input
  --each                      every file is a change of its own
${reviewOptionsHelp}`;

const options = { ...reviewOptions, each: { type: 'boolean', default: false } } as const;

/** How standard input is called in a review. */
const standardInput = '<stdin>';

/** `db-review lint`: gives the exit code. */
export async function lint(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions('lint', { args, options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError('no files given. See db-review lint --help');
  const flags = withAssumption(reviewFlags(values));
  // The parser's thread loads meanwhile, and ends with the process.
  const { parse } = createParser();
  const path = flags.config ?? (await findConfiguration(process.cwd()));
  const settings = await readSettings(flags, path ? await readConfigurationFile(path) : null);
  const files = await Promise.all(positionals.map(readFileToLint));

  const groups = values.each ? files.map((file) => [file]) : [files];
  const ports = { checks: registry, parse };
  const reviews: Review[] = [];
  for (const group of groups) reviews.push(await reviewSql(group, settings, ports));

  const texts = new Map(files.map((file) => [file.path, file.text ?? '']));
  const printOptions = { format: flags.format, ignores: settings.ignores, texts };
  const [first] = reviews;
  if (values.each) await printEach(files, reviews, printOptions);
  else if (first) await printReview(first, printOptions);
  return reviews.some(({ verdict }) => stops(verdict, settings.failOn)) ? 1 : 0;
}

/** Without a word on transactions, the preset of another tool means files to run as that tool does. */
function withAssumption(flags: ReviewFlags): ReviewFlags {
  const transaction = flags.transaction ?? (flags.preset && assumedTransaction(flags.preset));
  return { ...flags, ...(transaction && { transaction }) };
}

async function readFileToLint(name: string) {
  const isInput = name === '-';
  const bytes = isInput ? await buffer(process.stdin) : await readUserFile(name);
  const { text, problem } = blobOf('', bytes);
  return { path: isInput ? standardInput : name, text, problem };
}
