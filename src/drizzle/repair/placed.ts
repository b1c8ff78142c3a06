import { prefixOf } from '../history.ts';
import { textOf } from '../snapshot-fields.ts';
import { snapshotName } from './folder.ts';
import type { RawEntry } from './journal-text.ts';
import type { OwnMigration } from './own-migrations.ts';
import type { Link } from './regrow.ts';

/** An own migration in its new place. */
export interface Placed {
  readonly own: OwnMigration;
  readonly entry: RawEntry;
  readonly link: Link | null;
}

/** What is done to one migration, in words. */
export function stepsOf({ own: { entry: old }, entry, link }: Placed): string[] {
  const name = snapshotName(prefixOf(entry.tag));
  const parent = textOf(link?.fields.prevId);
  return [
    ...(old.tag === entry.tag ? [] : [`${old.tag} becomes ${entry.tag}`]),
    ...(old.when === entry.when
      ? []
      : [`${entry.tag} gets "when": ${entry.when} (was ${old.when})`]),
    ...(old.idx === entry.idx || old.tag !== entry.tag
      ? []
      : [`${entry.tag} gets "idx": ${entry.idx}`]),
    ...(link?.isRebuilt
      ? [`${name} holds the base branch's objects, and what ${entry.tag} changes`]
      : []),
    ...(link?.isChanged ? [`${name} follows ${parent}`] : []),
  ];
}
