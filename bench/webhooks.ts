import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { drizzleProject } from '../test/drizzle-project.ts';
import { environmentOf } from '../test/github/environment.ts';
import { startGitHub } from '../test/github/start.ts';
import { startPostgres } from '../test/postgres-server.ts';
import type { PullRequest } from '../test/github/pull.ts';

const usage = `Usage: node bench/webhooks.ts [options]

Sends webhooks to the app while its processes are killed and GitHub's simulator fails, and counts what
was reviewed, lost or doubled.

  --webhooks N       pull requests and pushes (1000)
  --seconds N        in which they come (60)
  --repositories N   (50)
  --kills N          kill -9 of a process, evenly spread (10)
  --faults N         percent of GitHub's answers that are errors (10)
  --processes N      one on PGlite, several on a PostgreSQL server (1)`;

const { values } = parseArgs({
  options: {
    webhooks: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    repositories: { type: 'string', default: '50' },
    kills: { type: 'string', default: '10' },
    faults: { type: 'string', default: '10' },
    processes: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const folder = 'packages/db/drizzle';
const users = 'CREATE TABLE "users" ("id" integer);';
const pushesPerPull = 5;

/** In milliseconds: time for all that waits after the last webhook, the next sweep included. */
const patience = 15 * 60_000;

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(env: Record<string, string>): Promise<Server> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['src/server.ts'], {
    env: { PATH, REPLAY: 'off', NODE_ENV: 'production', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout!);
  const url = await new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const found = /Listening on (http:[\w.:/]+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found.replace(/"$/, ''));
    });
  });
  return { child, url };
}

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const [webhooks, seconds, repositories, kills, faults, processes] = [
    values.webhooks,
    values.seconds,
    values.repositories,
    values.kills,
    values.faults,
    values.processes,
  ].map(Number) as [number, number, number, number, number, number];

  const github = await startGitHub();
  const data = await mkdtemp(join(tmpdir(), 'db-review-load-'));
  const postgres = processes > 1 ? await startPostgres() : null;
  const env = {
    ...environmentOf(github),
    DATA_FOLDER: data,
    ...(postgres && { DATABASE_URL: postgres.url }),
  };
  const servers = await Promise.all(Array.from({ length: processes }, () => start(env)));
  const files = drizzleProject(folder, users);
  const homes = await Promise.all(
    Array.from({ length: repositories }, (_, index) =>
      github.createRepository({ owner: `owner${index}`, name: 'shop', files }),
    ),
  );
  let turn = 0;
  const route = () => {
    const { url } = servers[turn++ % servers.length]!;
    github.webhookUrl = `${url}/api/github/webhooks`;
  };
  const random = seeded(1);
  const fails = () => random() * 100 < faults;
  github.fail(fails, { status: 503, times: Infinity });

  const pulls = new Map<number, PullRequest>();
  const sent: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < webhooks; index++) {
    await sleep(Math.max(0, began + (index * seconds * 1000) / webhooks - performance.now()));
    if (kills > 0 && index % Math.ceil(webhooks / kills) === Math.ceil(webhooks / kills / 2)) {
      const place = turn % servers.length;
      servers[place]!.child.kill('SIGKILL');
      await once(servers[place]!.child, 'exit');
      // Webhooks go on coming to where nothing listens.
      void start(env).then((again) => (servers[place] = again));
    }
    route();
    const number = Math.floor(index / pushesPerPull);
    sent.push(send(number, index));
  }
  async function send(number: number, index: number): Promise<void> {
    const home = homes[number % homes.length]!;
    const branch = `change${number}`;
    const changed = drizzleProject(folder, users, `DELETE FROM "users"; -- ${index}`);
    const pull = pulls.get(number);
    if (pull) return void (await pull.push(changed));
    await home.push(branch, changed, { from: 'main' });
    pulls.set(number, await home.openPullRequest({ head: branch }));
  }
  await Promise.all(sent);
  const lasted = (performance.now() - began) / 1000;
  route();

  const all = [...pulls.values()];
  const isDone = () =>
    all.every(({ checkRuns }) =>
      checkRuns.some(({ conclusion }) => conclusion === 'action_required'),
    ) && homes.every((home) => home.checkRuns.every(({ status }) => status === 'completed'));
  const end = performance.now() + patience;
  while (!isDone() && performance.now() < end) await sleep(1000);

  const answered = github.deliveries.filter(({ status }) => status === 200);
  const times = answered.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (part: number) => `${times[Math.floor(times.length * part)]?.toFixed(0)} ms`;
  const runs = homes.flatMap(({ checkRuns }) => checkRuns);
  console.log({
    pulls: all.length,
    webhooks: `${webhooks} in ${lasted.toFixed(0)} s`,
    deliveries: github.deliveries.length,
    answered: answered.length,
    p50: at(0.5),
    p99: at(0.99),
    unreviewed: all.filter((pull) => !pull.checkRuns.some(({ status }) => status === 'completed'))
      .length,
    doubledChecks: all.filter((pull) => pull.checkRuns.length > 1).length,
    doubledSummaries: all.filter((pull) => pull.reviews.length > 1).length,
    openChecks: runs.filter(({ status }) => status !== 'completed').length,
    reviewedAfter: `${((performance.now() - began) / 1000).toFixed(0)} s`,
    requests: github.requests.length,
  });
  for (const { child } of servers) child.kill('SIGKILL');
  await github.stop();
  await postgres?.stop();
  await rm(data, { recursive: true, force: true });
}

/** The same sequence in every run, from 0 up to 1 (a linear congruential generator, Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

await main();
