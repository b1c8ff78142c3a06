import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exampleHistory } from '../src/review/example-history.ts';
import { processesOfSession } from '../test/replay/processes.ts';
import { createRepository, removeFolders, temporaryFolder } from '../test/source/repository.ts';

// Kills reviews, or the sandbox of one, with SIGKILL at random moments, some of them while a migration
// loops without end. Nothing may be left running, and the next review with the same cache must say what
// one with a fresh cache says.
const usage = 'node scripts/kill-replays.ts [--times 50] [--seed 1]';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const times = Number(values.times);
let state = Number(values.seed);
if (!Number.isInteger(times) || !Number.isInteger(state) || state === 0) throw new Error(usage);

/** Between two undisturbed reviews. */
const killsInARow = 5;
const millisecondsToBeGone = 10_000;
const millisecondsToEnd = 180_000;
const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

type Target = 'review' | 'sandbox';

interface Run {
  readonly child: ChildProcess;
  readonly said: Promise<string>;
  readonly ended: Promise<unknown>;
}

const released = [
  'CREATE TABLE users (id text PRIMARY KEY, email text);',
  'CREATE TABLE posts (id int PRIMARY KEY, author text REFERENCES users (id));',
  'CREATE INDEX posts_author ON posts (author);',
];
const change = repositoryWith(
  'ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n--> statement-breakpoint\n' +
    'ALTER TABLE posts ALTER COLUMN id TYPE bigint;',
);
const loop = repositoryWith('DO $$ BEGIN LOOP NULL; END LOOP; END $$;');
const temporary = temporaryFolder();
const cache = join(temporary, 'cache');

const counts: Record<string, number> = {};
let slowest = 0;
let survivors = 0;
const [expected, cold] = await timed(whole);
const [, warm] = await timed(whole);
for (let kills = 0; kills < times;) {
  const isCold = kills % (2 * killsInARow) === 0;
  if (isCold) rmSync(cache, { recursive: true, force: true });
  const target = random() < 0.5 ? 'sandbox' : 'review';
  const directory = random() < 1 / 3 ? loop : change;
  if (!(await disturbed(directory, target, random() * (isCold ? cold : warm)))) continue;
  kills += 1;
  const kind = `${target}, ${directory === loop ? 'loop' : 'change'}${isCold ? ', cold' : ''}`;
  counts[kind] = (counts[kind] ?? 0) + 1;
  console.log(`${kills}: ${kind}`);
  if (kills % killsInARow === 0 || kills === times) await expectRight();
}
console.log(JSON.stringify({ kills: times, ...counts }));
console.log(
  `nothing left running (gone after at most ${Math.round(slowest)} ms), every next review right; ` +
    `${survivors} reviews said the whole although their sandbox was killed, and it was right`,
);
removeFolders();

function repositoryWith(pending: string): string {
  const base = released.map((sql, index) => ({
    tag: `000${index}_released`,
    when: index + 1,
    sql,
  }));
  const { commit, write, git, directory } = createRepository();
  // The shortest time for what never ends.
  const isEndless = pending.includes('LOOP');
  const configuration = `replay:\n  timeout: ${isEndless ? 5 : 300}\n`;
  commit({ ...exampleHistory(base), '.github/db-review.yml': configuration });
  git('checkout', '--quiet', '-b', 'feature');
  write(exampleHistory([...base, { tag: '0009_pending', when: 9, sql: pending }]));
  return directory;
}

/** A review in a session of its own, by which its processes are found. */
function start(directory: string): Run {
  const child = spawn(process.execPath, [cli, 'check', '--format', 'json'], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], DB_REVIEW_CACHE: cache, TMPDIR: temporary },
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return { child, said: text(child.stdout!), ended };
}

async function whole(): Promise<string> {
  const run = start(change);
  const said = await run.said;
  await expectGone(run);
  const { status, essence } = read(said);
  if (status !== 'complete') throw new Error(`an undisturbed review ended early: ${said}`);
  return essence;
}

async function expectRight(): Promise<void> {
  const essence = await whole();
  if (essence !== expected) throw new Error(`${essence}\ninstead of\n${expected}`);
  const left = readdirSync(temporary).filter((name) => name.startsWith('db-review-sandbox-'));
  if (left.length > 0) throw new Error(`left in the temporary folder: ${left.join(', ')}`);
}

/** Whether there was something to kill at that moment. */
async function disturbed(directory: string, target: Target, moment: number): Promise<boolean> {
  const run = start(directory);
  await Promise.race([wait(moment), run.ended]);
  const victim = target === 'review' ? run.child.pid! : await sandboxOf(run);
  const isKilled = victim !== null && isRunning(run) && hasKilled(victim);
  const said = await within(millisecondsToEnd, run.said);
  await expectGone(run);
  if (isKilled && target === 'sandbox') expectHonest(directory, said);
  return isKilled;
}

/** What lost a sandbox either says that it is not the whole, or is right all the same. */
function expectHonest(directory: string, said: string): void {
  const { status, essence } = read(said);
  if (status !== 'complete') return;
  if (directory === loop || essence !== expected) throw new Error(`claims to be whole: ${said}`);
  survivors += 1;
}

/** One of the sandboxes that run, or the next one; null where none comes any more. */
async function sandboxOf(run: Run): Promise<number | null> {
  while (isRunning(run)) {
    const sandboxes = processesOfSession(run.child.pid!).filter(isSandbox);
    if (sandboxes.length > 0) return sandboxes[Math.floor(random() * sandboxes.length)]!;
    await wait(5);
  }
  return null;
}

function isSandbox(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('replay/pglite/child.ts');
  } catch {
    return false;
  }
}

function isRunning({ child }: Run): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function hasKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

async function expectGone({ child, ended }: Run): Promise<void> {
  await within(millisecondsToEnd, ended);
  const began = performance.now();
  while (processesOfSession(child.pid!).length > 0) {
    if (performance.now() - began > millisecondsToBeGone) throw new Error('still running');
    await wait(10);
  }
  slowest = Math.max(slowest, performance.now() - began);
}

/** All that a review says but its times. */
function read(said: string): { status: string; essence: string } {
  const review = JSON.parse(said, (key, value: unknown) =>
    key === 'milliseconds' ? undefined : value,
  ) as { findings: unknown; skipped: unknown; replay: { status: string; roads: unknown } };
  const { findings, skipped, replay } = review;
  return { status: replay.status, essence: JSON.stringify([findings, skipped, replay.roads]) };
}

async function timed<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const began = performance.now();
  return [await work(), performance.now() - began];
}

async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result> {
  const late = wait(milliseconds, null, { ref: false }).then(() => {
    throw new Error(`not ended after ${milliseconds} ms`);
  });
  return Promise.race([promise, late]);
}

/** Marsaglia's xorshift32, from 0 to 1. */
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}
