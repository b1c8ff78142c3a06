export function toNewestTree(tree: unknown): unknown {
  return tree;
}
