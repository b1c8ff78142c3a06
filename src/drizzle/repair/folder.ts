/** Where the bytes of a file come from: a text, a blob of git, or a file of the work tree. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'blob'; readonly oid: string }
  | { readonly kind: 'file'; readonly name: string };

/** A file of a migrations folder. Equal `id` means equal content, in every tree. */
export interface FolderFile {
  readonly id: string;
  /** Null where nobody read it, or it is no text. */
  readonly text: string | null;
  readonly content: Content;
}

/** The files of a migrations folder in one tree, by their path within it. */
export type Folder = ReadonlyMap<string, FolderFile>;

/** One of the histories that meet in the work tree, and the one that it grew from. */
export interface Side {
  readonly files: Folder;
  readonly ancestor: Folder;
}

export const journalName = 'meta/_journal.json';

/** The file of a migration within its folder. */
export function sqlName(tag: string): string {
  return `${tag}.sql`;
}

/** The file of a snapshot within its folder, by its prefix. */
export function snapshotName(prefix: string): string {
  return `meta/${prefix}_snapshot.json`;
}
