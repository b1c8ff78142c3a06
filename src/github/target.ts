import type { Octokit } from './octokit.ts';
import type { Wait } from './send-once.ts';

/** The pull request that is written to, always through the repository that it goes to. */
export interface Target {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** The commit that was reviewed. */
  readonly head: string;
}

/** db-review as it acts in one installation. */
export interface Installation {
  readonly octokit: Octokit;
  /** The app's id. */
  readonly appId: number;
  /** Login under which the app writes: `db-review[bot]`. */
  readonly login: string;
  readonly wait: Wait;
}
