import PQueue from 'p-queue';
import type { ProbotOctokit } from 'probot';
import { asGitHubError } from './error.ts';

/** What is read with: any octokit with these parts, Probot's or the one of @octokit/rest. */
export type Octokit = Pick<ProbotOctokit, 'rest' | 'graphql'>;

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** Asks GitHub about one repository. */
export interface Client {
  readonly repository: Repository;
  /** HTTP requests so far. Those for the token and octokit's own retries are not seen here. */
  readonly requests: number;
  /**
   * Makes one request. `what` names what it reads, for the message of an error. Throws
   * `GitHubError`, and the signal's reason when the reading was stopped.
   */
  ask<T>(
    what: string,
    request: (octokit: Octokit, repository: Repository) => Promise<T>,
  ): Promise<T>;
}

/** GitHub limits the requests under way to 100 for everything that an installation does. */
const concurrency = 6;

export function createClient(
  octokit: Octokit,
  repository: Repository,
  signal: AbortSignal | undefined,
): Client {
  const queue = new PQueue({ concurrency });
  let requests = 0;

  return {
    repository,
    get requests() {
      return requests;
    },
    ask(what, request) {
      const send = async () => {
        requests += 1;
        try {
          return await request(octokit, repository);
        } catch (error) {
          throw asGitHubError(error, `${what} of ${repository.owner}/${repository.repo}`);
        }
      };
      return queue.add(send, signal && { signal });
    },
  };
}
