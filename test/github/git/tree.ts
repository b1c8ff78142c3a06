import { git } from './git.ts';

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly oid: string;
  /** Bytes of a blob. */
  readonly size: number | undefined;
  /** From the listed tree on. */
  readonly path: string;
}

/** The entries of a tree; with `recursive`, of all trees below it too, each tree before its own. */
export async function listTree(
  directory: string,
  tree: string,
  recursive: boolean,
): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-l', '-z', '--full-tree', ...(recursive ? ['-r', '-t'] : []), tree];
  const printed = await git(directory, args);
  return printed
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode, type, oid, size] = line.slice(0, tab).split(/ +/);
      return {
        mode: mode!,
        type: type as TreeEntry['type'],
        oid: oid!,
        size: size === '-' ? undefined : Number(size),
        path: line.slice(tab + 1),
      };
    });
}
