/** The numbers that GitHub enforces. A test may lower one to keep itself small. */
export interface Limits {
  /** Files that `GET /pulls/{n}/files` lists in all. */
  pullFiles: number;
  /** Files that `GET /compare/{basehead}` lists, on its first page only. */
  compareFiles: number;
  /** A file's diff has no `patch` above these. */
  patchLines: number;
  patchBytes: number;
  /** All patches of one diff together; what comes after has no `patch`. */
  diffLines: number;
  diffBytes: number;
  /** Entries of a recursive tree before `truncated`. */
  treeEntries: number;
  /** Bytes up to which `GET /contents` carries the content itself. */
  contentBytes: number;
  /** Entries of a directory that `GET /contents` lists. */
  directoryEntries: number;
  /** Bytes after which GraphQL cuts `Blob.text` and sets `isTruncated`. */
  blobTextBytes: number;
  /** Characters in the body of a comment or a review. */
  bodyCharacters: number;
  /** Characters in an annotation's title. */
  annotationTitle: number;
  /** Bytes in an annotation's message and in its raw details. */
  annotationBytes: number;
  /** Requests that one installation token has in an hour. */
  requestsPerHour: number;
}

/**
 * GitHub's own limits, from its REST description, "Repository limits" in its documentation and,
 * for GraphQL's blob text, from what the API does.
 */
export const githubLimits: Limits = {
  pullFiles: 3000,
  compareFiles: 300,
  patchLines: 20_000,
  patchBytes: 500 * 1024,
  diffLines: 20_000,
  diffBytes: 1024 * 1024,
  treeEntries: 100_000,
  contentBytes: 1024 * 1024,
  directoryEntries: 1000,
  blobTextBytes: 512_000,
  bodyCharacters: 65_536,
  annotationTitle: 255,
  annotationBytes: 64 * 1024,
  requestsPerHour: 5000,
};
