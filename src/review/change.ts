/**
 * The trees that a change is judged by. `mergeBase`, `base` (the tip of the branch it goes to),
 * `head`, `merged` (head merged into base), and `released`, the history that counts as applied.
 */
export type Tree = 'mergeBase' | 'base' | 'head' | 'merged' | 'released';

/** A file of a tree. Equal `oid` means equal content, in every tree. */
export interface TreeEntry {
  readonly path: string;
  readonly oid: string;
}

/**
 * What a file holds. `text` is null when the file is larger than the source's limit; where the
 * bytes are not UTF-8, they are decoded with U+FFFD in place of what is not.
 */
export interface Blob {
  readonly oid: string;
  readonly size: number;
  readonly text: string | null;
  readonly problem: 'not-utf8' | 'too-large' | null;
}

/** A file that differs between merge base and head. */
export interface ChangedFile {
  readonly path: string;
  /** The path at the merge base, when it was renamed. */
  readonly previousPath: string | null;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
}

/** What a pull request, or a stretch of local history, would do to its base. */
export interface Change {
  /** Commits; null for a work tree, and for input that is not in a repository. */
  readonly base: string | null;
  readonly head: string | null;
  readonly mergeBase: string | null;
  readonly files: readonly ChangedFile[];
  /**
   * Paths where head and base changed the same lines, so that `merged` is not what git would
   * commit. A source may find them only when the file is read in `merged`.
   */
  readonly conflicts: ReadonlySet<string>;
  /** It is no change, but a whole tree to be reviewed as if it were new. */
  readonly isWhole?: true;
  /** HTTP requests that reading it has cost so far; 0 for a local repository. */
  readonly requests: number;
  /** All files of a tree that can concern a database: Drizzle's folders and configuration files. */
  list(tree: Tree): Promise<readonly TreeEntry[]>;
  /** Reads many files at once; paths that the tree does not have are missing from the answer. */
  read(tree: Tree, paths: readonly string[]): Promise<ReadonlyMap<string, Blob>>;
  /**
   * The files of TypeScript and JavaScript that hold one of some words, with their texts. It looks
   * through the whole tree, so it is asked only when there is something to look for.
   */
  search(tree: Tree, words: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
