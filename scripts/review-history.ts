import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { registry } from '../checks/index.ts';
import { createSchemaReader } from '../src/drizzle/engine/schema-reader.ts';
import type { Finding, Review } from '../src/review/finding.ts';
import { review } from '../src/review/review.ts';
import { defaultSettings, type Migrator } from '../src/review/settings.ts';
import { openGitChange } from '../src/source/git.ts';
import { createParser } from '../src/sql/parser.ts';

// Reviews each first-parent commit of a repository that touches some folders, against its first
// parent, and prints what was found, with a sample drawn by a seed in which every check occurs.
const usage = `node scripts/review-history.ts --repo DIR [--folder packages/db]… [--span REV=each,hash]…
  [--sample 20] [--seed 1] [--json]

A span says how the team migrated from that commit on; before the first, as Drizzle does.
  Without spans, the repository's scripts tell.`;

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    folder: { type: 'string', multiple: true, default: ['packages/db'] },
    span: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
if (!values.repo) throw new Error(usage);
const repo = values.repo;

interface Reviewed {
  readonly commit: string;
  readonly migrator: Migrator;
  readonly result: Review;
}

const spans = values.span.map((text) => {
  const [revision = '', rules = ''] = text.split('=');
  const [transaction, pending] = rules.split(',') as [Migrator['transaction'], Migrator['pending']];
  return { commit: git('rev-parse', revision), migrator: { transaction, pending } };
});

const reviewed: Reviewed[] = [];
const crashes: string[] = [];
const parser = createParser();
const { read: readSchema, generateSql, close } = createSchemaReader();
let migrator = defaultSettings.migrator;
for (const line of commits()) {
  const [commit = '', parent] = line.split(' ');
  migrator = spans.find((span) => span.commit === commit)?.migrator ?? migrator;
  if (!parent) continue;
  try {
    const change = await openGitChange({ repo, base: parent, head: commit });
    const learnMigrator = spans.length === 0;
    const settings = { ...defaultSettings, migrator, learnMigrator };
    const committed = Number(git('log', '-1', '--format=%ct', commit)) * 1000;
    const { parse } = parser;
    const ports = { checks: registry, parse, readSchema, generateSql, now: () => committed };
    const result = await review(change, settings, ports);
    reviewed.push({ commit, migrator, result });
    await change.close();
  } catch (error) {
    crashes.push(`${commit}: ${(error as Error).stack}`);
  }
}
await parser.close();
await close();
report();

function git(...args: string[]): string {
  return execFileSync('git', ['-C', repo, ...args], { encoding: 'utf8', maxBuffer: 1e9 }).trim();
}

/** Commits with their first parent, oldest first. */
function commits(): string[] {
  const range = ['--first-parent', '--reverse', '--format=%H %P', 'HEAD', '--', ...values.folder];
  return git('log', ...range).split('\n');
}

function report(): void {
  if (values.json) {
    console.log(JSON.stringify(reviewed));
    return;
  }
  const withMigrations = reviewed.filter(({ result }) => result.statistics.migrations > 0);
  const stopped = reviewed.filter(({ result }) => ['accept', 'fail'].includes(result.verdict));
  const whole = reviewed.filter(({ result }) => result.skipped.length === 0);
  console.log(
    `${reviewed.length} changes, ${withMigrations.length} with migrations, ${crashes.length} crashes`,
  );
  console.log(`${stopped.length} stopped, ${whole.length} with nothing skipped`);
  for (const crash of crashes) console.log(crash);
  for (const reason of countBy(
    reviewed.flatMap(({ result }) => result.skipped.map((each) => each.because)),
  )) {
    console.log(`skipped: ${reason}`);
  }
  const all = reviewed.flatMap((each) =>
    each.result.findings.map((finding) => ({ each, finding })),
  );
  for (const line of countBy(all.map(({ finding }) => `${finding.severity} ${finding.check}`))) {
    console.log(line);
  }
  for (const { each, finding } of sampleOf(all)) print(each, finding);
}

function countBy(names: readonly string[]): string[] {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, group]) => ({ name, count: group.length }))
    .sort((one, other) => other.count - one.count)
    .map(({ name, count }) => `${String(count).padStart(5)}  ${name}`);
}

function sampleOf<Item extends { finding: Finding }>(all: readonly Item[]): Item[] {
  const random = generator(Number(values.seed));
  const shuffled = all
    .map((item) => ({ item, key: random() }))
    .sort((one, other) => one.key - other.key);
  const items = shuffled.map(({ item }) => item);
  const first = [...Map.groupBy(items, ({ finding }) => finding.check).values()].flatMap(
    ([item]) => item ?? [],
  );
  const rest = items.filter((item) => !first.includes(item));
  return [...first, ...rest].slice(0, Math.max(Number(values.sample), first.length));
}

/** Park and Miller's generator, so that a seed draws the same sample everywhere. */
function generator(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function print({ commit, migrator: { transaction, pending } }: Reviewed, finding: Finding): void {
  const { check, severity, path, line, message } = finding;
  console.log(
    `\n${commit.slice(0, 9)} (${transaction}, ${pending}) ${severity} ${check}\n  ${path}:${line}\n  ${message}`,
  );
}
