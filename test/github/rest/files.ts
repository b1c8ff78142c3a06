import type { DiffFile } from '../git/diff.ts';
import type { Limits } from '../limits.ts';
import { apiUrl, htmlUrl, type Json } from '../represent.ts';
import type { Repository, World } from '../state.ts';

/** The patches that GitHub gives of a diff: none for a file, or for the rest, above its limits. */
export function patchesShown(files: readonly DiffFile[], limits: Limits): (string | undefined)[] {
  let lines = 0;
  let bytes = 0;
  return files.map(({ patch }) => {
    if (patch === undefined) return undefined;
    const own = { lines: patch.split('\n').length, bytes: Buffer.byteLength(patch) };
    if (own.lines > limits.patchLines || own.bytes > limits.patchBytes) return undefined;
    lines += own.lines;
    bytes += own.bytes;
    return lines > limits.diffLines || bytes > limits.diffBytes ? undefined : patch;
  });
}

/** Files in the shape of `diff-entry`, at the commit that the diff leads to. */
export function representFiles(
  world: World,
  repository: Repository,
  files: readonly DiffFile[],
  commit: string,
): Json[] {
  const patches = patchesShown(files, world.limits);
  return files.map((file, index) => {
    const path = file.path.split('/').map(encodeURIComponent).join('/');
    const patch = patches[index];
    return {
      sha: file.oid,
      filename: file.path,
      status: file.status,
      additions: file.additions,
      deletions: file.deletions,
      changes: file.additions + file.deletions,
      blob_url: `${htmlUrl(repository)}/blob/${commit}/${path}`,
      raw_url: `${htmlUrl(repository)}/raw/${commit}/${path}`,
      contents_url: `${apiUrl(world, repository)}/contents/${path}?ref=${commit}`,
      ...(patch === undefined ? {} : { patch }),
      ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
    };
  });
}
