import type { Blob } from '../../review/change.ts';
import type { BlobReader } from './blobs.ts';
import type { DoubleEdit, MergedTree } from './merge-trees.ts';
import type { TestMerge } from './test-merge.ts';
import { mergeTexts } from './three-way.ts';
import type { File } from './trees.ts';

/** So much is asked of the test merge, in one query. */
const inQuery = { files: 200, bytes: 4_000_000 };

/** Reads files of the merged tree. */
export interface MergedReader {
  /** Paths that conflict, as far as they were read. */
  readonly conflicts: ReadonlySet<string>;
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Blob>>;
}

/**
 * What both sides changed is taken from GitHub's test merge, and merged here where there is none
 * or where it is too much for a query.
 */
export function createMergedReader(
  blobs: BlobReader,
  testMerge: TestMerge,
  tree: MergedTree,
): MergedReader {
  const conflicts = new Set(tree.conflicts);
  const merged = new Map<string, Promise<Blob | null>>();

  function startMerging(paths: readonly string[]): void {
    const missing = paths.filter((path) => tree.doubleEdits.has(path) && !merged.has(path));
    if (missing.length === 0) return;
    const files = isTooMuch(missing) ? Promise.resolve(null) : testMerge.files(missing);
    for (const path of missing) {
      const edit = tree.doubleEdits.get(path) as DoubleEdit;
      merged.set(
        path,
        files.then((found) => (found ? readOne(found.get(path)) : mergeHere(path, edit))),
      );
    }
  }

  function isTooMuch(paths: readonly string[]): boolean {
    const sizes = paths.map((path) => tree.files.get(path)?.size ?? 0);
    return (
      paths.length > inQuery.files || sizes.reduce((one, other) => one + other, 0) > inQuery.bytes
    );
  }

  async function readOne(file: File | undefined): Promise<Blob | null> {
    if (!file) return null;
    const [blob = null] = await blobs.read([file]);
    return blob;
  }

  async function mergeHere(path: string, { origin, base, head }: DoubleEdit): Promise<Blob> {
    const [ofBase, ofHead, ofOrigin] = (await blobs.read(
      origin ? [base, head, origin] : [base, head],
    )) as [Blob, Blob, Blob?];
    if (ofHead.problem || ofBase.problem || ofOrigin?.problem) {
      conflicts.add(path);
      return ofHead;
    }
    const { text, conflict } = mergeTexts(
      ofOrigin?.text ?? '',
      ofBase.text ?? '',
      ofHead.text ?? '',
    );
    if (conflict) conflicts.add(path);
    return { oid: ofHead.oid, size: Buffer.byteLength(text), text, problem: null };
  }

  async function read(paths: readonly string[]): Promise<ReadonlyMap<string, Blob>> {
    startMerging(paths);
    const read = await Promise.all(
      paths.map(async (path) => {
        const file = tree.files.get(path);
        const blob = await (merged.get(path) ?? readOne(file));
        return file && blob ? [[path, { ...blob, oid: file.oid }] as const] : [];
      }),
    );
    return new Map(read.flat());
  }

  return { conflicts, read };
}
