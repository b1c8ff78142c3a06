import type { Folder, Side } from './folder.ts';

/** What the plan of a repair is made from. */
export interface RepairInput {
  /** The history that nobody touches. */
  readonly base: Folder;
  /** What is put on top of it, in this order. */
  readonly sides: readonly Side[];
  /** The files that are there to be repaired. */
  readonly workTree: Folder;
  /** Names that git calls unmerged, whatever they hold. */
  readonly unmerged: ReadonlySet<string>;
  /** The migrator compares `when`, so that it has to be later than this. */
  readonly appliedUntil: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  newId(): string;
}
