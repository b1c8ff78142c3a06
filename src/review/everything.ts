import type { Change, Tree } from './change.ts';

/**
 * A tree as a change that brings all of it: its whole history runs on an empty database, every
 * snapshot is new, and nothing that is found was there before.
 */
export async function everythingOf(change: Change): Promise<Change> {
  const paths = (await change.list('head')).map(({ path }) => path);
  const isFull = (tree: Tree): boolean => tree === 'head' || tree === 'merged';
  return {
    base: null,
    head: change.head,
    mergeBase: null,
    files: paths.map((path) => ({ path, previousPath: null, status: 'added' })),
    conflicts: new Set(),
    isWhole: true,
    get requests() {
      return change.requests;
    },
    list: async (tree) => (isFull(tree) ? change.list('head') : []),
    read: async (tree, wanted) => (isFull(tree) ? change.read('head', wanted) : new Map()),
    search: async (tree, words) => (isFull(tree) ? change.search('head', words) : new Map()),
  };
}
