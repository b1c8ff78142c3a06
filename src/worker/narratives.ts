import { narratorFromEnvironment } from '../narrative/from-environment.ts';
import { addNarrative } from './add-narrative.ts';
import type { Environment } from './environment.ts';
import type { Examined } from './examine.ts';
import type { Underway } from './underway.ts';

/** Narratives on their way, which no review waits for. */
export interface Narratives {
  readonly add: (underway: Underway, examined: Examined) => void;
  /** Resolves when none is on its way. */
  settled(): Promise<void>;
}

/**
 * Null where the operator has configured no model.
 *
 * @throws NarrativeSettingError
 */
export function createNarratives(env: Environment): Narratives | null {
  const narrator = narratorFromEnvironment(env);
  if (!narrator) return null;
  const onTheirWay = new Set<Promise<void>>();
  return {
    add(underway, examined) {
      const { log } = underway;
      const onRemoved: typeof narrator.onRemoved = (removed) =>
        log.info({ removed: removed.map(({ because }) => because) }, 'Taken out of the narrative');
      const work = addNarrative(underway, examined, { ...narrator, onRemoved });
      onTheirWay.add(work);
      void work.finally(() => onTheirWay.delete(work));
    },
    async settled() {
      await Promise.all(onTheirWay);
    },
  };
}
