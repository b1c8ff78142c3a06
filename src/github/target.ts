import type { Octokit } from './octokit.ts';
import type { Wait } from './send-once.ts';

/** Where a check run is written, always in the repository that the change goes to. */
export interface Target {
  readonly owner: string;
  readonly repo: string;
  /** The commit that was reviewed. */
  readonly head: string;
  /** What the check run is about, in words of ours. */
  readonly externalId: string;
  /** Buttons on the check run when it is completed; at most three. */
  readonly buttons: readonly Button[];
}

/** GitHub takes 20 characters for label and identifier, and 40 for the description. */
export interface Button {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** The pull request that a summary is kept on. */
export interface PullRequestTarget extends Pick<Target, 'owner' | 'repo' | 'head'> {
  readonly number: number;
}

/** Who writes to GitHub: a person, a workflow, or the app. */
export interface Writer {
  readonly octokit: Octokit;
  /** Login under which it writes: `db-review[bot]`. */
  readonly login: string;
  /** The app's id; undefined for a token that is not our app's. */
  readonly appId?: number | undefined;
  readonly wait: Wait;
}

/** db-review as it acts in one installation. */
export interface Installation extends Writer {
  readonly appId: number;
}
