import type { PostgresMajor } from './statement.ts';

/** What the worker is asked: the tree of a text, or of the PL/pgSQL body of one statement. */
export interface Request {
  readonly language: 'sql' | 'plpgsql';
  readonly text: string;
  /** Null: 16, and the newest where it refuses. PL/pgSQL always goes by that. */
  readonly postgres: PostgresMajor | null;
}

/** PostgreSQL's refusal; `at` counts code points from 0, or is null where it names no place. */
export interface Refusal {
  readonly message: string;
  readonly at: number | null;
}

/**
 * What the worker answers. Trees travel as JSON: structured clone fails on deep ones, and it is
 * slower. `newer` means that the grammar asked for refuses what the newest accepts.
 */
export type Answer =
  | { readonly json: string }
  | { readonly refusal: Refusal; readonly newer: boolean }
  | { readonly tooComplex: true };
