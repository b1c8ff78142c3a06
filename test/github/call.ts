import type { Caller } from './auth.ts';
import { notFound } from './failure.ts';
import type { Pull, Repository, World } from './state.ts';

/** A checked request to one operation. */
export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The `Accept` header. */
  readonly accept: string;
  /** Where the request went, without its query. */
  readonly address: string;
}

/** A call within a repository that the caller can see. */
export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export interface Answer {
  readonly status?: number;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (call: RepositoryCall) => Answer | Promise<Answer>;

/** @throws Failure 404 */
export function pullOf({ repository, params }: RepositoryCall): Pull {
  const number = Number(params.pull_number ?? params.issue_number);
  const pull = repository.pulls.find((candidate) => candidate.number === number);
  if (!pull) throw notFound();
  return pull;
}

/** Whether the caller asked for the content itself instead of JSON around it. */
export function wantsRaw(accept: string): boolean {
  return /application\/vnd\.github(\.v3)?\.raw/.test(accept);
}
