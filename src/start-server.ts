import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeMiddleware, createProbot, type Probot } from 'probot';
import { createApp } from './app.ts';
import { createListener } from './listener.ts';
import { createMetrics } from './metrics.ts';
import { forgetInstallation } from './store/retention.ts';
import { openStore, type Store, type StoreOptions } from './store/open-store.ts';
import { narratorFromEnvironment } from './narrative/from-environment.ts';
import { type Environment, probotOptions } from './worker/environment.ts';
import { forkWorker } from './worker/process/fork-worker.ts';
import { createQueue, type QueueOptions } from './worker/queue.ts';
import { createRecords } from './worker/records.ts';
import type { Worker, WorkerOptions } from './worker/start-worker.ts';

export type { Environment };

type StartWorkerOptions = Required<Pick<WorkerOptions, 'env' | 'records' | 'log'>>;

export interface ServerOptions {
  /** As the README documents it; `PORT=0` takes a free port. */
  readonly env: Environment;
  /** In place of the one that the environment describes. */
  readonly log?: Probot['log'];
  /** In place of the one that the environment describes; whoever gives it closes it. */
  readonly store?: Store;
  /** Starts what reviews; a process of its own when left out. */
  readonly startWorker?: (options: StartWorkerOptions) => Worker | Promise<Worker>;
  /** How often work that fails is begun, and the seconds in between. */
  readonly tries?: Pick<QueueOptions, 'attempts' | 'delay'>;
}

export interface RunningServer {
  /** Its own address, without a slash at the end. */
  readonly url: string;
  /** Resolves when nothing that a webhook has asked for waits or runs. */
  idle(): Promise<void>;
  /** Looks for what was lost while no process ran: to be called at start and now and then. */
  sweep(): Promise<void>;
  readonly log: Probot['log'];
  /**
   * Refuses webhooks from now on and ends when the reviews under way are done; after `patience`
   * milliseconds those go back into the queue.
   */
  stop(patience: number): Promise<void>;
}

/**
 * Starts the app: Probot as the environment says, the database with the queue, the process that
 * reviews, and the HTTP server, which is our own since Probot's takes neither a free port nor a log
 * level.
 *
 * @throws Error with a message for the operator when the environment is not fit
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { env, startWorker = forkWorker } = options;
  // Only the process that reviews uses it; a wrong setting is told before anything runs.
  narratorFromEnvironment(env);
  const probot = await createReadyProbot(options);
  const { log } = probot;
  const store = options.store ?? (await openStore(storeOptions(env)));
  const concurrency = Number(env['CONCURRENCY'] || 2);
  const queue = await createQueue({
    store,
    perform: (task, signal) => worker.perform(task, signal),
    concurrency,
    perInstallation: Number(env['CONCURRENCY_PER_INSTALLATION'] || concurrency),
    log,
    ...options.tries,
  });
  const metrics = createMetrics(() => queue.waiting());
  const records = createRecords(store, queue);
  const counted: typeof records = {
    ...records,
    async finished(review, conclusion, found) {
      await records.finished(review, conclusion, found);
      metrics.finished(conclusion, found);
    },
  };
  const worker = await startWorker({ env, records: counted, log });

  let ready = true;
  const webhooks = await createNodeMiddleware(
    createApp({
      queue,
      forget: (installation) => forgetInstallation(store.db, installation),
    }),
    { probot },
  );
  const http = createServer(createListener(webhooks, () => ready, metrics));
  const url = await listen(http, Number(env['PORT'] || 3000), env['HOST'] || 'localhost');
  await queue.start();
  log.info(`Listening on ${url}`);

  async function stop(patience: number): Promise<void> {
    ready = false;
    await queue.stop(patience);
    await worker.close();
    await new Promise((resolve) => http.close(resolve));
    if (!options.store) await store.close();
  }
  return { url, idle: () => queue.idle(), sweep: () => queue.sweep(), log, stop };
}

function storeOptions(env: Environment): StoreOptions {
  const url = env['DATABASE_URL'];
  return url ? { url } : { folder: env['DATA_FOLDER'] || '.data' };
}

async function createReadyProbot({ env, log }: ServerOptions): Promise<Probot> {
  const secret = env['WEBHOOK_SECRET'];
  if (env['NODE_ENV'] === 'production' && (!secret || secret === 'development')) {
    throw new Error(
      'WEBHOOK_SECRET is missing or is "development", which everybody knows: with it anybody could ' +
        'send webhooks. Set it to the secret of the GitHub App.',
    );
  }
  if (!env['APP_ID']) throw new Error('APP_ID is missing: set it to the id of the GitHub App.');
  const probot = createProbot({ env: probotOptions(env), overrides: { ...(log && { log }) } });
  return probot.ready();
}

async function listen(http: Server, port: number, host: string): Promise<string> {
  const listening = Promise.withResolvers<void>();
  http.once('error', listening.reject).listen(port, host, listening.resolve);
  await listening.promise;
  const { address, port: chosen, family } = http.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${chosen}`;
}
