import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createNodeMiddleware, createProbot, type Probot } from 'probot';
import { registry } from '../checks/index.ts';
import { createApp } from './app.ts';
import { createSchemaReader } from './drizzle/engine/schema-reader.ts';
import { createOctokitClass, type OctokitSettings } from './github/octokit.ts';
import { createWholeFetch } from './github/whole-fetch.ts';
import { createListener } from './listener.ts';
import type { Wait } from './github/send-once.ts';
import { cacheFolder } from './replay/cache-folder.ts';
import { createDefaultReplay } from './replay/default.ts';
import type { Ports } from './review/judge-migrations.ts';
import { createParser } from './sql/parser.ts';
import { createConnect } from './worker/connect.ts';
import { createErrands } from './worker/errands.ts';
import { fieldsOf } from './worker/job.ts';
import { createQueue } from './worker/queue.ts';
import { createReviewer } from './worker/reviewer.ts';

/** Of the trees of one review's migrations, as JSON: six times those of 271 real ones. */
const mostCharacters = 30_000_000;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ServerOptions {
  /** As the README documents it; `PORT=0` takes a free port. */
  readonly env: Environment;
  /** For Octokit's throttling and retries, which tests and the demo do without. */
  readonly octokit?: OctokitSettings;
  readonly wait?: Wait;
  /** Milliseconds in which GitHub must have answered a request. */
  readonly answerWithin?: number;
  /** In place of the one that the environment describes. */
  readonly log?: Probot['log'];
  /** Stand in for the registry and the parser. */
  readonly ports?: Partial<Ports>;
}

export interface RunningServer {
  /** Its own address, without a slash at the end. */
  readonly url: string;
  /** Resolves when nothing that a webhook has asked for waits or runs. */
  idle(): Promise<void>;
  readonly log: Probot['log'];
  /**
   * Refuses webhooks from now on and ends when the reviews under way are done; after `patience`
   * milliseconds those are ended, and their check runs closed.
   */
  stop(patience: number): Promise<void>;
}

/**
 * Starts the app: Probot as the environment says, the queue with its worker, and the HTTP server,
 * which is our own since Probot's takes neither a free port nor a log level.
 *
 * @throws Error with a message for the operator when the environment is not fit
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { env } = options;
  const probot = await createReadyProbot(options);
  const { log } = probot;
  const wait = options.wait ?? sleep;
  const parser = createParser({ characters: mostCharacters });
  const schemas = createSchemaReader();
  const connect = createConnect(probot, wait);
  const errands = createErrands();
  const queue = createQueue({
    run: createReviewer({
      connect,
      wait,
      ports: {
        checks: registry,
        parse: parser.parse,
        readSchema: schemas.read,
        generateSql: schemas.generateSql,
        now: Date.now,
        ...(env['REPLAY'] !== 'off' && {
          replay: createDefaultReplay({
            cache: cacheFolder(env),
            generateSql: schemas.generateSql,
          }),
        }),
        ...options.ports,
      },
      url: `${env['GHE_PROTOCOL'] || 'https'}://${env['GHE_HOST'] || 'github.com'}`,
      logOf: (job) => log.child(fieldsOf(job)),
    }),
    concurrency: Number(env['CONCURRENCY'] || 2),
    onError: (job, err) => log.error({ err, ...fieldsOf(job) }, 'Unforeseen error'),
  });

  const app = createApp({ queue, errands, connect, checks: registry });
  let ready = true;
  const webhooks = await createNodeMiddleware(app, { probot });
  const http = createServer(createListener(webhooks, () => ready));
  const url = await listen(http, Number(env['PORT'] || 3000), env['HOST'] || 'localhost');
  log.info(`Listening on ${url}`);

  async function stop(patience: number): Promise<void> {
    ready = false;
    await Promise.all([
      queue.drain(patience),
      Promise.race([errands.idle(), setTimeout(patience, undefined, { ref: false })]),
    ]);
    await new Promise((resolve) => http.close(resolve));
    await Promise.all([parser.close(), schemas.close()]);
  }
  async function idle(): Promise<void> {
    await errands.idle();
    await queue.idle();
  }
  return { url, idle, log, stop };
}

/** The log of the reviews is `info` unless said otherwise; Probot alone would only warn. */
async function createReadyProbot({
  env,
  octokit,
  log,
  answerWithin,
}: ServerOptions): Promise<Probot> {
  const isProduction = env['NODE_ENV'] === 'production';
  const secret = env['WEBHOOK_SECRET'];
  if (isProduction && (!secret || secret === 'development')) {
    throw new Error(
      'WEBHOOK_SECRET is missing or is "development", which everybody knows: with it anybody could ' +
        'send webhooks. Set it to the secret of the GitHub App.',
    );
  }
  if (!env['APP_ID']) throw new Error('APP_ID is missing: set it to the id of the GitHub App.');
  const LOG_FORMAT = isProduction ? 'json' : 'pretty';
  const probot = createProbot({
    env: { LOG_LEVEL: 'info', LOG_FORMAT, ...env },
    overrides: {
      Octokit: createOctokitClass(octokit),
      request: { fetch: createWholeFetch(answerWithin) },
      ...(log && { log }),
    },
  });
  return probot.ready();
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal });
}

async function listen(http: Server, port: number, host: string): Promise<string> {
  const listening = Promise.withResolvers<void>();
  http.once('error', listening.reject).listen(port, host, listening.resolve);
  await listening.promise;
  const { address, port: chosen, family } = http.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${chosen}`;
}
