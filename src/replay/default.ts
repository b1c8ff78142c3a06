import { join } from 'node:path';
import type { Replay } from '../review/replay.ts';
import type { OnProgress } from './base.ts';
import { impossible } from './incomplete.ts';
import { createNotes, type Notes } from './notes.ts';
import { createPgliteEngine } from './pglite/engine.ts';
import type { GenerateSql } from './recorded.ts';
import { createReplay } from './replay.ts';
import { createServerEngine } from './server/engine.ts';
import type { OnStep } from './upgrade.ts';

export interface DefaultReplayOptions {
  /** Folder for what is kept from one review to the next. */
  readonly cache: string;
  /** Address of a PostgreSQL server for the repositories that ask for one; null where there is none. */
  readonly server: string | null;
  readonly generateSql: GenerateSql | null;
  readonly millisecondsForProbes?: number;
  readonly onStep?: OnStep;
  readonly onProgress?: OnProgress;
}

/** A server may be another one the next time, so that nothing of it is kept. */
const noNotes: Notes = { remember: (_, make) => make() };

/** The replay on the embedded PostgreSQL, or on a server where the configuration asks for that. */
export function createDefaultReplay({ cache, server, ...options }: DefaultReplayOptions): Replay {
  const engine = createPgliteEngine({ cache });
  const notes = createNotes(join(cache, 'replay', 'notes'));
  const embedded = createReplay({ engine, notes, ...options });
  const onServer =
    server === null
      ? null
      : createReplay({ engine: createServerEngine(server), notes: noNotes, ...options });
  return async (request) => {
    if (request.settings.engine === 'pglite') return embedded(request);
    return onServer ? onServer(request) : impossible('server', withoutServer);
  };
}

const withoutServer =
  'the configuration asks for a server (`replay.engine`), and DB_REVIEW_SERVER_URL is not set';
