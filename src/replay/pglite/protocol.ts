import type { Executed, Rows } from '../engine.ts';

/** What a child is told when it is forked, as its only argument. */
export interface ChildSettings {
  /** The data directory, which is its own; an empty one is filled. */
  readonly folder: string;
  readonly extensions: readonly string[];
  /** Process that it must not outlive. */
  readonly parent: number;
  /** Resident memory at which it ends, in megabytes. */
  readonly megabytes: number;
  /** Size of the directory at which it ends, in megabytes. */
  readonly diskMegabytes: number;
  /** Milliseconds that it may live. */
  readonly totalMilliseconds: number;
}

export type ToChild =
  | { readonly kind: 'exec'; readonly sql: string; readonly milliseconds: number }
  | {
      readonly kind: 'query';
      readonly sql: string;
      readonly parameters: readonly (string | null)[];
      readonly milliseconds: number;
    }
  /** Writes the state to the directory, and shuts the engine down. */
  | { readonly kind: 'end'; readonly milliseconds: number };

export type FromChild =
  | { readonly kind: 'ready'; readonly version: string }
  | ({ readonly kind: 'executed' } & Executed)
  | ({ readonly kind: 'rows' } & Rows)
  | { readonly kind: 'ended' }
  /** The engine does not do what it should; what it said before this is right. */
  | { readonly kind: 'broken'; readonly message: string };

/** File descriptor on which the watchdog in the child writes why it ended it: a `SandboxReason`. */
export const reasonDescriptor = 4;
