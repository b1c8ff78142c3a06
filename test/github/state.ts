import type { Fault } from './faults.ts';
import type { DiffFile } from './git/diff.ts';
import type { Objects } from './git/objects.ts';
import type { Limits } from './limits.ts';
import type { Permissions } from './permissions.ts';

/** Everything that one simulated GitHub knows. */
export interface World {
  /** The root address, without a slash at its end; it is also the API's root. */
  url: string;
  readonly directory: string;
  readonly app: App;
  readonly limits: Limits;
  /** Whether answers are held against GitHub's description too. */
  readonly checkAnswers: boolean;
  readonly repositories: Repository[];
  readonly users: Map<string, number>;
  readonly installations: Map<string, number>;
  readonly tokens: Map<string, Token>;
  readonly requests: LoggedRequest[];
  readonly violations: string[];
  readonly deliveries: Delivery[];
  readonly faults: Fault[];
  webhookUrl: string | undefined;
  nextId(): number;
  /** Ticks one second at each call, so that commits and answers are the same in every run. */
  now(): Date;
}

/** The GitHub App as it is registered. */
export interface App {
  readonly id: number;
  readonly slug: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export interface Token {
  readonly installation: number;
  readonly owner: string;
  /** Whose it is, for a person's own token. */
  readonly login?: string;
  readonly permissions: Permissions;
  /** Ids; undefined stands for all of the owner's installed repositories. */
  readonly repositories: readonly number[] | undefined;
  used: number;
}

export interface LoggedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The operation's id in GitHub's description, `graphql`, or undefined where none matches. */
  readonly operation: string | undefined;
  readonly body: unknown;
  /** 0 when the connection was dropped. */
  readonly status: number;
  /** Whether it counts against the installation's rate limit. */
  readonly counted: boolean;
}

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: Record<string, unknown>;
  /** What the app answered; 0 when nothing listened. */
  readonly status: number;
  /** Until the answer. */
  readonly milliseconds: number;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  /** The bare git repository. */
  readonly directory: string;
  readonly objects: Objects;
  installed: boolean;
  readonly parent: Repository | undefined;
  readonly createdAt: string;
  readonly pulls: Pull[];
  readonly checkRuns: CheckRun[];
  /** The newest last; `state` is one of GraphQL's `DeploymentState`. */
  readonly deployments: { environment: string; sha: string; state: string }[];
  /** Login to role; who is missing has `read` on a public repository and `none` on a private one. */
  readonly collaborators: Map<string, Role>;
  readonly diffs: Map<string, Promise<DiffFile[]>>;
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: string;
  readonly createdAt: string;
  readonly head: { readonly repository: Repository; readonly branch: string; sha: string };
  /** `sha` is the tip when the pull request was opened, pushed to or retargeted, not the present one. */
  base: { branch: string; sha: string };
  title: string;
  body: string | null;
  draft: boolean;
  state: 'open' | 'closed';
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergeCommit: string | null;
  test: TestMerge;
  readonly reviews: Review[];
  readonly comments: Comment[];
}

/** The test merge: asked for by the first read, there from the second one on. */
export interface TestMerge {
  /** Base's tip and head, joined, that `result` belongs to. */
  of: string | undefined;
  result: Promise<string | null> | undefined;
  /** The last test merge commit; stays when base moves, until the next one is made. */
  last: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  name: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string | undefined;
  externalId: string;
  startedAt: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  actions: { label: string; description: string; identifier: string }[];
  /** All that were sent for this run, in order. */
  readonly annotations: Annotation[];
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column?: number;
  end_column?: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string;
  raw_details?: string;
}

export interface Review {
  readonly id: number;
  readonly author: string;
  readonly commit: string;
  readonly submittedAt: string;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED';
  body: string;
  readonly comments: ReviewComment[];
}

export interface ReviewComment {
  readonly id: number;
  readonly createdAt: string;
  path: string;
  body: string;
  line?: number;
  side?: string;
  start_line?: number;
  start_side?: string;
  position?: number;
  /** Who wrote it, where that is not the review's author. */
  author?: string;
  in_reply_to_id?: number;
  /** GraphQL's reason why it is folded away. */
  minimized?: string;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly createdAt: string;
  updatedAt: string;
  body: string;
  /** `eyes`, `rocket`, … in the order in which they came. */
  readonly reactions: string[];
}
