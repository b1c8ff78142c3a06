import type { History } from '../drizzle/history.ts';
import { journalPath } from '../drizzle/projects.ts';
import type { Range } from '../sql/statement.ts';
import type { HistoryVisit } from './check.ts';

interface Place {
  readonly path: string;
  readonly at: Range;
}

/** The first character of a file, for what concerns all of it. */
export const startOfFile: Range = {
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 1, offset: 0 },
};

/**
 * Where head's journal names a migration; the journal itself where it does not. In the layout of
 * folders it is the migration's file.
 */
export function placeOfEntry(
  { head, merged, base }: Pick<HistoryVisit, 'head' | 'merged' | 'base'>,
  tag: string,
): Place {
  if (merged.layout === 'folders') {
    const file = [merged, head, base].flatMap((each) => each.migrations.get(tag) ?? [])[0];
    return { path: file?.path ?? head.folder, at: startOfFile };
  }
  const journal = head.journal ?? merged.journal;
  const entry = journal?.entries.find((each) => each.tag === tag);
  return { path: journal?.path ?? journalPath(head.folder), at: entry?.range ?? startOfFile };
}

/** Entries of one history that another does not have, by tag. */
export function entriesBeyond(
  history: History,
  other: History,
): NonNullable<History['journal']>['entries'] {
  const tags = new Set(other.journal?.entries.map(({ tag }) => tag));
  return (history.journal?.entries ?? []).filter(({ tag }) => !tags.has(tag));
}

/** Entries that head brings and base does not have yet, in the order of head's journal. */
export function newEntries({
  base,
  head,
  mergeBase,
}: Pick<HistoryVisit, 'base' | 'head' | 'mergeBase'>): NonNullable<History['journal']>['entries'] {
  const tags = new Set(base.journal?.entries.map(({ tag }) => tag));
  return entriesBeyond(head, mergeBase).filter(({ tag }) => !tags.has(tag));
}
