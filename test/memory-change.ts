import { createHash } from 'node:crypto';
import type { Blob, Change, ChangedFile, Tree } from '../src/review/change.ts';

type Files = Readonly<Record<string, string>>;

/** Whole trees, path to text; `mergeBase` and `released` are `base` when left out. */
export interface MemoryTrees {
  readonly base: Files;
  readonly head: Files;
  readonly mergeBase?: Files;
  readonly released?: Files;
}

/** A change held in memory. Files that both sides changed are conflicts, merged as head has them. */
export function changeOf(trees: MemoryTrees): Change {
  const { base, head, mergeBase = base, released = base } = trees;
  const changed = [...new Set([...Object.keys(mergeBase), ...Object.keys(head)])].filter(
    (path) => mergeBase[path] !== head[path],
  );
  const touched = new Set(changed);
  const merged = Object.fromEntries([
    ...Object.entries(base).filter(([path]) => !touched.has(path)),
    ...Object.entries(head).filter(([path]) => touched.has(path)),
  ]);
  const conflicts = changed.filter(
    (path) => base[path] !== mergeBase[path] && base[path] !== head[path],
  );
  const all: Record<Tree, Files> = { mergeBase, base, head, merged, released };

  return {
    base: 'base',
    head: 'head',
    mergeBase: 'merge-base',
    requests: 0,
    files: changed.map((path) => changedFile(path, mergeBase, head)),
    conflicts: new Set(conflicts),
    list: async (tree) =>
      Object.entries(all[tree]).map(([path, text]) => ({ path, oid: oid(text) })),
    read: async (tree, paths) => {
      const found = paths.filter((path) => all[tree][path] !== undefined);
      return new Map(found.map((path) => [path, blob(all[tree][path]!)]));
    },
    search: async (tree, words) =>
      new Map(
        Object.entries(all[tree]).filter(
          ([path, text]) =>
            /\.[cm]?[jt]sx?$/.test(path) && words.some((word) => text.includes(word)),
        ),
      ),
  };
}

function changedFile(path: string, before: Files, after: Files): ChangedFile {
  const status =
    before[path] === undefined ? 'added' : after[path] === undefined ? 'removed' : 'modified';
  return { path, previousPath: null, status };
}

function blob(text: string): Blob {
  return { oid: oid(text), size: Buffer.byteLength(text), text, problem: null };
}

function oid(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
