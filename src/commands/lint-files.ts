import { buffer } from 'node:stream/consumers';
import { registry } from '../../checks/index.ts';
import type { Review } from '../review/finding.ts';
import { reviewSql } from '../review/lint.ts';
import { assumedTransaction } from '../review/presets.ts';
import { stops } from '../review/verdict.ts';
import { blobOf } from '../source/blob.ts';
import type { Parse } from '../sql/statement.ts';
import { findConfiguration } from './find-configuration.ts';
import type { ReviewFlags } from './options.ts';
import { printEach, printReview } from './print.ts';
import { readConfigurationFile, readSettings, readUserFile } from './settings.ts';

/** How standard input is called in a review. */
const standardInput = '<stdin>';

/** Reviews the files of a command line and prints what was found; gives the exit code. */
export async function lintFiles(
  names: readonly string[],
  given: ReviewFlags & { readonly each: boolean },
  parse: Parse,
): Promise<number> {
  const flags = withAssumption(given);
  const path = flags.config ?? (await findConfiguration(process.cwd()));
  const settings = await readSettings(flags, path ? readConfigurationFile(path) : null);
  const files = await Promise.all(names.map(readFileToLint));

  const groups = flags.each ? files.map((file) => [file]) : [files];
  const ports = { checks: registry, parse };
  const reviews: Review[] = [];
  for (const group of groups) reviews.push(await reviewSql(group, settings, ports));

  const texts = new Map(files.map((file) => [file.path, file.text ?? '']));
  const printOptions = { format: flags.format, ignores: settings.ignores, texts };
  const [first] = reviews;
  if (flags.each) await printEach(files, reviews, printOptions);
  else if (first) await printReview(first, printOptions);
  return reviews.some(({ verdict }) => stops(verdict, settings.failOn)) ? 1 : 0;
}

/** Without a word on transactions, the preset of another tool means files to run as that tool does. */
function withAssumption<Flags extends ReviewFlags>(flags: Flags): Flags {
  const transaction = flags.transaction ?? (flags.preset && assumedTransaction(flags.preset));
  return { ...flags, ...(transaction && { transaction }) };
}

async function readFileToLint(name: string) {
  const isInput = name === '-';
  const bytes = isInput ? await buffer(process.stdin) : readUserFile(name);
  const { text, problem } = blobOf('', bytes);
  return { path: isInput ? standardInput : name, text, problem };
}
