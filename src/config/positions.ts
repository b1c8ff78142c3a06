import { isMap, isNode, isScalar, type Document } from 'yaml';

/** Where the value at a path begins; where there is none, the nearest value around it. */
export function valueOffset(document: Document, path: readonly PropertyKey[]): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : valueOffset(document, path.slice(0, -1));
}

/** Where a key of the map at a path begins; null when an alias or a merge brought it there. */
export function keyOffset(
  document: Document,
  path: readonly PropertyKey[],
  key: string,
): number | null {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return null;
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) && pair.key.range ? pair.key.range[0] : null;
}
