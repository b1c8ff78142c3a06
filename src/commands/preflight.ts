import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import type { Finding, Review } from '../review/finding.ts';
import { review } from '../review/review.ts';
import { createParser } from '../sql/parser.ts';
import { changeOptions, changeOptionsHelp } from './change-options.ts';
import { openLocalChange } from './local-change.ts';
import { openReplay } from './open-replay.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { type Counted, runQueries } from './run-queries.ts';
import { say } from './say.ts';
import { UsageError } from './usage-error.ts';

const help = `Asks a database whether it has rows on which a change fails: runs the change in the sandbox, and the
queries of its findings (fails-on-existing-rows) in one read-only transaction on the database.

Usage: db-review preflight [options]

  --database-url URL          the database, or a copy of it; else DATABASE_URL of the environment
  --timeout SECONDS           for one query (60)
  --dry-run                   print the queries, and connect to nothing
${changeOptionsHelp}${reviewOptionsHelp}
The queries are made from the change: look at a stranger's with --dry-run first, and use a role that may
only read. The exit code is 1 where the change fails on rows that are there, or a query does not tell.
`;

const options = {
  ...reviewOptions,
  ...changeOptions,
  'database-url': { type: 'string' },
  timeout: { type: 'string', default: '60' },
  'dry-run': { type: 'boolean', default: false },
} as const;

const id = 'fails-on-existing-rows';

/** Asked for by a person, who waits. */
const millisecondsForProbes = 120_000;

/** What a query settles: a finding, or what the sandbox could not try; null where none can be written. */
interface Question {
  readonly finding: Finding | null;
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly query: string | null;
}

/** `db-review preflight`: gives the exit code. */
export async function preflight(args: string[]): Promise<number> {
  const { values } = parseOptions('preflight', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const flags = reviewFlags(values);
  const url = values['database-url'] ?? process.env['DATABASE_URL'];
  if (!url && !values['dry-run']) {
    throw new UsageError('no database given. See db-review preflight --help');
  }
  const seconds = Number(values.timeout);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400) {
    throw new UsageError(`--timeout must be whole seconds; it is "${values.timeout}".`);
  }

  const { change, settings, close } = await openLocalChange(values, flags);
  const reviewed = await reviewRows(change, settings).finally(() => close());
  const questions = questionsOf(reviewed);
  if (values['dry-run']) {
    say(questions.flatMap(({ query }) => query ?? []).join('\n'));
    return 0;
  }
  const queries = [...new Set(questions.flatMap(({ query }) => query ?? []))];
  const counts = await runQueries(url!, queries, seconds * 1000);
  const answers = questions.map((each) => {
    const counted = each.query === null ? null : counts[queries.indexOf(each.query)]!;
    return { ...each, counted };
  });
  if (flags.format === 'json') process.stdout.write(jsonOf(reviewed, answers));
  else say(textOf(reviewed, answers));
  const isComplete = reviewed.replay === null || reviewed.replay.status === 'complete';
  return isComplete && answers.every((each) => statusOf(each) === 'settled') ? 0 : 1;
}

async function reviewRows(
  change: Parameters<typeof review>[0],
  settings: Parameters<typeof review>[1],
): Promise<Review> {
  const { parse } = createParser();
  const { read: readSchema, generateSql } = createSchemaReader();
  const replay = await openReplay(generateSql, { millisecondsForProbes });
  const checks = registry.filter((each) => each.id === id);
  // Whatever the configuration makes of the check, the question is asked.
  const on = { ...settings, checks: { [id]: { severity: 'on', options: {} } } } as const;
  return review(change, on, { checks, parse, readSchema, generateSql, replay });
}

function questionsOf({ findings, replay }: Review): Question[] {
  const proven = findings.map((finding) => {
    const { path, line, message, evidence } = finding;
    const { query } = (evidence ?? {}) as { query?: string | null };
    return { finding, path, line, message, query: query ?? null };
  });
  const open = (replay?.probes ?? [])
    .filter(({ status, query }) => status === 'not probed' && query !== null)
    .map(({ path, range, table, because, query }) => {
      const message = `Not tried on rows of \`${table}\`: ${because ?? ''}.`;
      return { finding: null, path, line: range.start.line, message, query };
    });
  return [...proven, ...open];
}

interface Answer extends Question {
  readonly counted: Counted | null;
}

type Status = 'settled' | 'fails' | 'unknown';

/** Whether it fails is not known where the sandbox has not tried it: the change may handle such rows. */
function statusOf({ counted, finding }: Answer): Status {
  if (!counted || !('count' in counted)) return 'unknown';
  if (counted.count === 0) return 'settled';
  return finding ? 'fails' : 'unknown';
}

function textOf({ replay }: Review, answers: readonly Answer[]): string {
  const lines = answers.flatMap((answer) => {
    const { path, line, message } = answer;
    const query = answer.query === null ? [] : [`  ${answer.query}`];
    return [`${path}:${line} ${message}`, ...query, `  ${wordsOf(answer)}`, ''];
  });
  const settled = answers.filter((each) => statusOf(each) === 'settled').length;
  const failing = answers.filter((each) => statusOf(each) === 'fails').length;
  const rest = answers.length - settled - failing;
  const isShort = replay !== null && replay.status !== 'complete';
  return [
    ...lines,
    ...(isShort
      ? [`not all of it could be run in the sandbox: ${replay.because ?? replay.status}`]
      : []),
    answers.length === 0
      ? 'nothing to ask: no rows were found that the change fails on'
      : `${settled} settled, ${failing} will fail, ${rest} not known`,
  ].join('\n');
}

function wordsOf(answer: Answer): string {
  const { counted, query } = answer;
  if (!counted) return 'not known: no query can be written for it';
  if (!('count' in counted)) return `not known: ${counted.because}`;
  if (counted.count === 0) return 'settled: no such rows';
  const isGrouped = !/^SELECT count/.test(query ?? '');
  const what = isGrouped ? 'values that several rows share' : 'such rows';
  return `${answer.finding ? 'will fail' : 'may fail'}: ${counted.count} ${what}`;
}

function jsonOf({ base, head, replay }: Review, answers: readonly Answer[]): string {
  const queries = answers.map((answer) => {
    const { path, line, message, counted, query } = answer;
    const fingerprint = answer.finding?.fingerprint ?? null;
    const isCounted = counted !== null && 'count' in counted;
    const error = counted && !isCounted ? { code: counted.code, message: counted.because } : null;
    const count = isCounted ? counted.count : null;
    return { fingerprint, path, line, message, query, status: statusOf(answer), count, error };
  });
  const status = replay?.status ?? null;
  return `${JSON.stringify({ version: 1, base, head, replay: status, queries }, null, 2)}\n`;
}
