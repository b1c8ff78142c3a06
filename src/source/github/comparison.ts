import type { Client } from './client.ts';
import { GitHubError } from './error.ts';

/** How head departs from base. */
export interface Comparison {
  /** The commit that base named. */
  readonly base: string;
  readonly mergeBase: string;
  /** Path to former path, of the files that head renamed. */
  readonly renames: ReadonlyMap<string, string>;
  /** Paths that differ between merge base and head, former ones too; null when GitHub lists only some. */
  readonly paths: ReadonlySet<string> | null;
}

/** GitHub lists no more files than this, all on the first page. */
const maximumFiles = 300;

/**
 * Compares two commits or branches of a repository; a fork's commit is found by its sha. Null when
 * they have no common ancestor.
 */
export async function compare(
  client: Client,
  base: string,
  head: string,
): Promise<Comparison | null> {
  const basehead = `${base}...${head}`;
  try {
    const { data } = await client.ask(`Comparison ${basehead}`, (octokit, repository) =>
      octokit.rest.repos.compareCommitsWithBasehead({ ...repository, basehead, per_page: 1 }),
    );
    const files = data.files ?? [];
    const renames = files.flatMap(({ status, filename, previous_filename: previous }) =>
      status === 'renamed' && previous !== undefined ? [[filename, previous] as const] : [],
    );
    const paths = new Set([
      ...files.map(({ filename }) => filename),
      ...renames.map(([, old]) => old),
    ]);
    return {
      base: data.base_commit.sha,
      mergeBase: data.merge_base_commit.sha,
      renames: new Map(renames),
      paths: files.length < maximumFiles ? paths : null,
    };
  } catch (error) {
    if (error instanceof GitHubError && /no common ancestor/i.test(error.message)) return null;
    throw error;
  }
}
