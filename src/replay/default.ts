import { join } from 'node:path';
import type { Replay } from '../review/replay.ts';
import type { OnProgress } from './base.ts';
import { createNotes } from './notes.ts';
import { createPgliteEngine } from './pglite/engine.ts';
import type { GenerateSql } from './recorded.ts';
import { createReplay } from './replay.ts';
import type { OnStep } from './upgrade.ts';

export interface DefaultReplayOptions {
  /** Folder for what is kept from one review to the next. */
  readonly cache: string;
  readonly generateSql: GenerateSql | null;
  readonly millisecondsForProbes?: number;
  readonly onStep?: OnStep;
  readonly onProgress?: OnProgress;
}

/** The replay on the embedded PostgreSQL. */
export function createDefaultReplay({ cache, ...options }: DefaultReplayOptions): Replay {
  const engine = createPgliteEngine({ cache });
  const notes = createNotes(join(cache, 'replay', 'notes'));
  return createReplay({ engine, notes, ...options });
}
