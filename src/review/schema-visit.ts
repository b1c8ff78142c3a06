import type { DeclaredRelation } from '../drizzle/schema/read-schema.ts';
import type { Range } from '../sql/statement.ts';
import type { Report } from './check.ts';
import type { DeclaredEnum, DeclaredTable } from './declared-tables.ts';
import type { OptionDeclarations, OptionValues } from './options.ts';
import type { StrayTable } from './stray-tables.ts';

/** What a TypeScript schema declares, in the order in which its tables are read. */
export interface DeclaredModel {
  readonly tables: readonly DeclaredTable[];
  readonly enums: readonly DeclaredEnum[];
  readonly relations: readonly DeclaredRelation[];
  /** Whether all of it could be read; else absence proves nothing. */
  readonly isWhole: boolean;
}

/**
 * The declared schema of one tree. What a check reports of base too is left out, by `about` or else
 * by `data`.
 */
export interface SchemaVisit<
  Declared extends OptionDeclarations = OptionDeclarations,
> extends DeclaredModel {
  /** What base declares; null where base itself is judged, or has no such schema. */
  readonly before: DeclaredModel | null;
  /** Tables in changed files beside those of the schema, which none of these imports. */
  readonly strays: readonly StrayTable[];
  /** Texts that the change adds or edits, by path: Markdown and the like. */
  readonly documents: ReadonlyMap<string, string>;
  /** Columns that mark a row as deleted, for `softDeleteColumns`. */
  readonly softDelete: readonly string[];
  /** How the team sets the options that the check declares. */
  readonly options: OptionValues<Declared>;
  report(report: Report & { readonly path: string; readonly at: Range }): void;
}
