import { setTimeout } from 'node:timers/promises';
import { createProbot, type Probot } from 'probot';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import { createOctokitClass, type OctokitSettings } from '../github/octokit.ts';
import type { Wait } from '../github/send-once.ts';
import { createWholeFetch } from '../github/whole-fetch.ts';
import { cacheFolder } from '../replay/cache-folder.ts';
import { createDefaultReplay } from '../replay/default.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { createParser } from '../sql/parser.ts';
import { createConnect } from './connect.ts';
import { probotOptions, type Environment } from './environment.ts';
import { createPerformer } from './performer.ts';
import { createNarratives } from './narratives.ts';
import type { Perform, Records } from './task.ts';

/** Of the trees of one review's migrations, as JSON: six times those of 271 real ones. */
const mostCharacters = 30_000_000;

export interface WorkerOptions {
  readonly env: Environment;
  readonly records: Records;
  /** In place of the one that the environment describes. */
  readonly log?: Probot['log'];
  /** For Octokit's throttling and retries, which tests and the demo do without. */
  readonly octokit?: OctokitSettings;
  readonly wait?: Wait;
  /** Milliseconds in which GitHub must have answered a request. */
  readonly answerWithin?: number;
  /** Stand in for the registry and the parser. */
  readonly ports?: Partial<Ports>;
}

/** What does everything that needs GitHub. */
export interface Worker {
  readonly perform: Perform;
  close(): Promise<void>;
}

/** Starts, in this process, what reviews and what answers commands. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { env, records, log: given, octokit, answerWithin } = options;
  const wait = options.wait ?? sleep;
  const probot = createProbot({
    env: probotOptions(env),
    overrides: {
      Octokit: createOctokitClass(octokit),
      request: { fetch: createWholeFetch(answerWithin) },
      ...(given && { log: given }),
    },
  });
  const { log } = await probot.ready();
  const narratives = createNarratives(env);
  const parser = createParser({ characters: mostCharacters });
  const schemas = createSchemaReader();
  const perform = createPerformer({
    connect: createConnect(probot, wait),
    asApp: () => probot.auth(),
    wait,
    checks: registry,
    records,
    log,
    ...(narratives && { onPublished: narratives.add }),
    ports: {
      checks: registry,
      parse: parser.parse,
      readSchema: schemas.read,
      generateSql: schemas.generateSql,
      now: Date.now,
      ...(env['REPLAY'] !== 'off' && {
        replay: createDefaultReplay({
          cache: cacheFolder(env),
          server: env['DB_REVIEW_SERVER_URL'] || null,
          generateSql: schemas.generateSql,
        }),
      }),
      ...options.ports,
    },
    url: `${env['GHE_PROTOCOL'] || 'https'}://${env['GHE_HOST'] || 'github.com'}`,
  });
  async function close(): Promise<void> {
    await narratives?.settled();
    await Promise.all([parser.close(), schemas.close()]);
  }
  return { perform, close };
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal });
}
