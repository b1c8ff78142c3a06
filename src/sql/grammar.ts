import type { Refusal } from './wire.ts';

/** What a grammar makes of a text: PostgreSQL's tree as JSON, or its refusal. */
export type Result = { readonly json: string } | { readonly refusal: Refusal };

/**
 * One PostgreSQL version's parser. It throws what its engine throws for anything but an error in
 * the text; after that the engine must not be used again, since its memory may be broken.
 */
export interface Grammar {
  parse(text: string): Result;
  /** The functions of a DO or CREATE FUNCTION statement. Only 16 and 18 have a build with it. */
  parsePlpgsql(text: string): Result;
}
