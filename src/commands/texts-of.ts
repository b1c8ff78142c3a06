import type { Change } from '../review/change.ts';
import type { Review } from '../review/finding.ts';

/** The texts that findings point into: head's, or another tree's for files that head does not have. */
export async function textsOf(change: Change, review: Review): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const tree of ['head', 'merged', 'base'] as const) {
    const paths = review.findings.map(({ path }) => path).filter((path) => !texts.has(path));
    for (const [path, { text }] of await change.read(tree, [...new Set(paths)])) {
      if (text !== null) texts.set(path, text);
    }
  }
  return texts;
}
