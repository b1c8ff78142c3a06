import type { BlobReader } from './blobs.ts';
import type { Client } from './client.ts';
import type { PullRequest } from './pull-request.ts';
import type { File } from './trees.ts';

/** The merge that GitHub tries by itself whenever head or base moves. */
export interface TestMerge {
  /**
   * The files at some paths after the merge; null when there is no test merge of exactly these
   * commits: they conflict, one of them has moved on, or GitHub is still trying.
   */
  files(paths: readonly string[]): Promise<ReadonlyMap<string, File> | null>;
}

interface Answer {
  readonly repository: {
    readonly pullRequest: {
      readonly potentialMergeCommit:
        | (Readonly<Record<string, MergedFile | null>> & {
            readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
          })
        | null;
    };
  };
}

interface MergedFile {
  readonly oid: string;
  readonly size: number;
  readonly object: { readonly text?: string | null } | null;
}

/** The texts that come with the answer are handed to the reader. */
export function createTestMerge(
  client: Client,
  blobs: BlobReader,
  pull: PullRequest,
  parents: { readonly base: string; readonly head: string },
): TestMerge {
  // A merge that was not there when first asked for is not waited for.
  let isMissing = pull.number === null || pull.mergeable === false || pull.head !== parents.head;

  return {
    async files(paths) {
      if (isMissing) return null;
      const { repository } = await client.ask(
        `Test merge of pull request #${pull.number}`,
        (octokit, names) =>
          octokit.graphql<Answer>(queryOf(paths), { ...names, number: pull.number }),
      );
      const commit = repository.pullRequest.potentialMergeCommit;
      const [base, head, ...others] = commit?.parents.nodes.map(({ oid }) => oid) ?? [];
      isMissing = base !== parents.base || head !== parents.head || others.length > 0;
      if (isMissing || !commit) return null;
      return new Map(
        paths.flatMap((path, index) => {
          const file = commit[`file${index}`] as MergedFile | null | undefined;
          if (!file) return [];
          if (file.object?.text != null) blobs.offer(file.oid, file.object.text);
          return [[path, { oid: file.oid, size: file.size }]];
        }),
      );
    },
  };
}

function queryOf(paths: readonly string[]): string {
  const fields = paths.map(
    (path, index) =>
      `file${index}: file(path: ${JSON.stringify(path)}) { oid size object { ... on Blob { text } } }`,
  );
  return `query ($owner: String!, $repo: String!, $number: Int!) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) {
        potentialMergeCommit {
          parents(first: 3) { nodes { oid } }
          ${fields.join('\n')}
        }
      }
    }
  }`;
}
