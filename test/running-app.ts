import { afterEach, expect } from '@jest/globals';
import type { Ports } from '../src/review/judge-migrations.ts';
import { startWorker, type WorkerOptions } from '../src/worker/start-worker.ts';
import {
  startServer,
  type Environment,
  type RunningServer,
  type ServerOptions,
} from '../src/start-server.ts';
import type { Store } from '../src/store/open-store.ts';
import { drizzleProject as projectIn } from './drizzle-project.ts';
import { environmentOf } from './github/environment.ts';
import type { GitHubRepository } from './github/repository.ts';
import { startGitHub, type GitHub, type GitHubOptions } from './github/start.ts';
import { emptyStore } from './store/test-store.ts';

/** Where the migrations of `drizzleProject` stand. */
export const folder = 'packages/db/drizzle';

/** The real server, in this process, registered as an app at a simulated GitHub. */
export interface RunningApp {
  readonly github: GitHub;
  readonly server: RunningServer;
  /** `acme/shop`, with one migration on its default branch. */
  readonly repository: GitHubRepository;
  readonly store: Store;
  /** Lines that were logged, as objects. */
  readonly logged: readonly LogLine[];
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Options extends GitHubOptions {
  readonly ports?: Partial<Ports>;
  readonly answerWithin?: number;
  readonly env?: Environment;
  /** How often work that fails is begun; once when left out. */
  readonly tries?: ServerOptions['tries'];
  /** In place of an empty one; whoever gives it closes it. */
  readonly store?: Store;
  /** Files of the default branch beside the project. */
  readonly files?: Readonly<Record<string, string>>;
}

const running: (RunningApp & { release(): void })[] = [];
const beside: RunningServer[] = [];

/** Stops after each test, and fails one in which a request broke GitHub's description. */
afterEach(async () => {
  for (const server of beside.splice(0)) await server.stop(0);
  for (const { github, server, release } of running.splice(0)) {
    await server.stop(0);
    release();
    await github.stop();
    expect(github.violations).toEqual([]);
  }
});

export async function startApp({
  ports,
  answerWithin,
  env,
  tries,
  files,
  store: given,
  ...options
}: Options = {}): Promise<RunningApp> {
  const github = await startGitHub(options);
  const logged: LogLine[] = [];
  const { store, release } = given ? { store: given, release: () => {} } : await emptyStore();
  const server = await startServer({
    env: { ...environmentOf(github), REPLAY: 'off', ...env },
    log: collect(logged, {}),
    store,
    tries: { attempts: 1, ...tries },
    startWorker: workerWith({
      ...(ports && { ports }),
      ...(answerWithin !== undefined && { answerWithin }),
    }),
  });
  github.webhookUrl = `${server.url}/api/github/webhooks`;
  const repository = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    files: { ...drizzleProject('CREATE TABLE "users" ("id" integer);'), ...files },
  });
  const app = { github, server, repository, logged, store };
  running.push({ ...app, release });
  return app;
}

/** Starts one more server on the database of an app, which ends with the test. */
export async function startBeside(app: RunningApp, store: Store): Promise<RunningServer> {
  const server = await startServer({
    env: { ...environmentOf(app.github), REPLAY: 'off' },
    log: collect([], {}),
    store,
    startWorker: workerWith({}),
  });
  beside.push(server);
  return server;
}

function workerWith(more: Pick<WorkerOptions, 'ports' | 'answerWithin'>) {
  const octokit = { throttle: { enabled: false }, retry: { retryAfterBaseValue: 0 } };
  const wait = async () => {};
  return (wired: Pick<WorkerOptions, 'env' | 'records' | 'log'>) =>
    startWorker({ ...wired, octokit, wait, ...more });
}

/** The files of a project in `folder`, with one migration per text. */
export function drizzleProject(...migrations: string[]): Record<string, string> {
  return projectIn(folder, ...migrations);
}

type Log = NonNullable<Parameters<typeof startServer>[0]['log']>;

/** A log with pino's methods that keeps what it is given. */
function collect(lines: LogLine[], bound: object): Log {
  const write = (level: string) => (first: unknown, message?: string) =>
    lines.push({
      level,
      message: typeof first === 'string' ? first : (message ?? ''),
      fields: { ...bound, ...(typeof first === 'object' ? first : {}) },
    });
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  return {
    ...Object.fromEntries(levels.map((level) => [level, write(level)])),
    child: (fields: object) => collect(lines, { ...bound, ...fields }),
  } as unknown as Log;
}
