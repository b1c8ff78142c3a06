import type { PostgresMajor } from '../sql/statement.ts';
import type { OptionValue } from './options.ts';
import type { Migrator, Severity } from './settings.ts';

/** A change that shows what a check reports, or lets pass. */
interface ExampleInput {
  /** What is special about it, in a few words. */
  readonly title: string;
  /** SQL that was applied before the change. */
  readonly released?: string;
  /** The pending change: the text of one migration, or of several in order. */
  readonly sql?: string | readonly string[];
  readonly transaction?: Migrator['transaction'];
  readonly pending?: Migrator['pending'];
  readonly postgres?: PostgresMajor;
  /**
   * What `schema.ts` declares, before the change and with it, for checks of the declared schema. The
   * imports of Drizzle's functions are left out.
   */
  readonly schema?: string | { readonly before: string; readonly after: string };
  /** How the team sets the options of the check. */
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** For checks of queries: a file of code, beside the tables of `exampleProject`, which it may import. */
  readonly code?: string;
  /** Tables that the configuration calls large. */
  readonly large?: readonly string[];
  /** For checks of history: whole trees, path to text. `mergeBase` and `released` are `base` when left out. */
  readonly trees?: {
    readonly base: Readonly<Record<string, string>>;
    readonly head: Readonly<Record<string, string>>;
    readonly mergeBase?: Readonly<Record<string, string>>;
    readonly released?: Readonly<Record<string, string>>;
  };
}

export type AcceptedExample = ExampleInput;

/** An example that this check reports: `lines` are those of the findings, in order of the files. */
export interface FlaggedExample extends ExampleInput {
  readonly lines: readonly number[];
  readonly severity?: Severity;
}
