import type { File, Files } from './trees.ts';

/** Migrations, journals and snapshots: a review reads those that the change touches. */
const readByReviews = /\.sql$|(?:^|\/)meta\/[^/]+\.json$/;

const limits = { files: 200, bytes: 4_000_000, bytesOfFile: 512_000 };

/**
 * What a review will read in any case, so that it comes with its first request: no more than fits
 * into one, and nothing that would need a request of its own.
 */
export function filesToReadAhead(paths: readonly string[], trees: readonly Files[]): File[] {
  const found = new Map<string, File>();
  let bytes = 0;
  for (const path of paths.filter((each) => readByReviews.test(each))) {
    for (const tree of trees) {
      const file = tree.get(path);
      if (!file || found.has(file.oid) || file.size > limits.bytesOfFile) continue;
      bytes += file.size;
      if (bytes > limits.bytes || found.size === limits.files) return [...found.values()];
      found.set(file.oid, file);
    }
  }
  return [...found.values()];
}
