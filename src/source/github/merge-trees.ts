import { createHash } from 'node:crypto';
import type { File, Files } from './trees.ts';

/** A file that both sides changed; it is merged when somebody reads it. */
export interface DoubleEdit {
  /** At the merge base; null where both sides added it. */
  readonly origin: File | null;
  readonly base: File;
  readonly head: File;
}

/** Head merged into base, as far as the listings tell. */
export interface MergedTree {
  /** Files of one of the sides, and double edits, under an id of our own for their content. */
  readonly files: ReadonlyMap<string, File>;
  readonly doubleEdits: ReadonlyMap<string, DoubleEdit>;
  /** Paths that conflict whatever they hold. */
  readonly conflicts: readonly string[];
}

interface Sides {
  readonly mergeBase: Files;
  readonly base: Files;
  readonly head: Files;
}

/** Merges listings three-way, path by path; what head renamed takes base's edits along. */
export function mergeTrees(sides: Sides, renames: ReadonlyMap<string, string>): MergedTree {
  const { mergeBase, base, head } = sides;
  const files = new Map<string, File>();
  const doubleEdits = new Map<string, DoubleEdit>();
  const conflicts: string[] = [];
  const newPaths = new Map([...renames].map(([path, previous]) => [previous, path]));

  function addDoubleEdit(path: string, edit: DoubleEdit): void {
    doubleEdits.set(path, edit);
    files.set(path, { oid: idOf(edit), size: edit.head.size });
  }

  for (const path of new Set([...base.keys(), ...head.keys()])) {
    const origin = mergeBase.get(path) ?? null;
    const ofBase = base.get(path);
    const ofHead = head.get(path);
    const newPath = newPaths.get(path) ?? path;
    const renamed = base.has(newPath) ? undefined : head.get(newPath);
    if (ofBase?.oid === origin?.oid || ofBase?.oid === ofHead?.oid) {
      if (ofHead && !files.has(path)) files.set(path, ofHead);
    } else if (ofHead?.oid === origin?.oid) {
      if (ofBase) files.set(path, ofBase);
    } else if (ofBase && ofHead) {
      addDoubleEdit(path, { origin, base: ofBase, head: ofHead });
      if (!origin) conflicts.push(path);
    } else if (ofBase && renamed) {
      addDoubleEdit(newPath, { origin, base: ofBase, head: renamed });
    } else {
      // One side changed it and the other removed it: git keeps the changed one.
      files.set(path, (ofBase ?? ofHead) as File);
      conflicts.push(path);
    }
  }
  return { files, doubleEdits, conflicts };
}

function idOf({ origin, base, head }: DoubleEdit): string {
  const sides = [origin?.oid, base.oid, head.oid].join(' ');
  return createHash('sha1').update(sides).digest('hex');
}
