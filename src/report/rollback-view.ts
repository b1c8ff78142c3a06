import type { Review } from '../review/finding.ts';
import { codeSpan } from '../review/words.ts';
import { fence, inline } from './escape.ts';
import { listed } from './findings.ts';

const mostNames = 8;

/** The way back, where it was tried; null where it was not. */
export function rollbackView({ replay, changes }: Review): object | null {
  const rollback = replay?.rollback ?? null;
  if (!replay || !rollback || replay.statements.length === 0) return null;
  if (!rollback.works) return { refused: inline(rollback.because ?? 'it does not lead back') };
  if (rollback.sql.length === 0) return null;
  return {
    proven: {
      sql: fence(rollback.sql.map((each) => each.trim()).join('\n'), 'sql'),
      lost: lostBy(changes),
      fresh: freshIn(changes),
    },
  };
}

/** What the change takes away, and no rollback brings back. */
export function lostBy(changes: Review['changes']): string | null {
  return namesOf(changes, ({ kind, object, detail }) => {
    if (kind === 'removed') return object === 'table' || object === 'column';
    return kind === 'changed' && object === 'column' && detail.includes('type ');
  });
}

/** What the rollback takes away: where rows and values may stand that were written since. */
export function freshIn(changes: Review['changes']): string | null {
  return namesOf(
    changes,
    ({ kind, object }) => kind === 'added' && (object === 'table' || object === 'column'),
  );
}

function namesOf(
  changes: Review['changes'],
  isMeant: (change: Review['changes'][0]) => boolean,
): string | null {
  const names = changes.filter(isMeant).map(({ name }) => codeSpan(name));
  return names.length === 0 ? null : listed(names, mostNames);
}
