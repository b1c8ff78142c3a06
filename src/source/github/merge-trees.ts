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
  const both: string[] = [];

  for (const path of new Set([...base.keys(), ...head.keys()])) {
    const file = fileOfOneSide(mergeBase.get(path), base.get(path), head.get(path));
    if (file === 'both') both.push(path);
    else if (file) files.set(path, file);
  }
  const newPaths = new Map([...renames].map(([path, previous]) => [previous, path]));
  for (const path of both) {
    const newPath = newPaths.get(path) ?? path;
    const target = base.has(newPath) ? path : newPath;
    const origin = mergeBase.get(path) ?? null;
    const [ofBase, ofHead] = [base.get(path), head.get(target)];
    if (ofBase && ofHead) {
      const edit = { origin, base: ofBase, head: ofHead };
      doubleEdits.set(target, edit);
      files.set(target, { oid: idOf(edit), size: ofHead.size });
      if (!origin) conflicts.push(path);
      continue;
    }
    // One side changed it and the other removed it: git keeps the changed one.
    const kept = ofBase ?? ofHead;
    if (kept) files.set(path, kept);
    conflicts.push(path);
  }
  return { files, doubleEdits, conflicts };
}

/** `both` where base and head changed a path in different ways; undefined where it is gone. */
function fileOfOneSide(
  origin: File | undefined,
  base: File | undefined,
  head: File | undefined,
): File | undefined | 'both' {
  if (base?.oid === origin?.oid || base?.oid === head?.oid) return head;
  return head?.oid === origin?.oid ? base : 'both';
}

function idOf({ origin, base, head }: DoubleEdit): string {
  const sides = [origin?.oid, base.oid, head.oid].join(' ');
  return createHash('sha1').update(sides).digest('hex');
}
