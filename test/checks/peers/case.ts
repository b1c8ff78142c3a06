import type { PresetName } from '../../../src/review/presets.ts';
import type { TransactionRule } from '../../../src/review/settings.ts';

/** A rule of another tool, after its documentation: what it finds, and what it lets pass. */
export interface PeerCase {
  readonly rule: string;
  /** Each is one migration, or several in order. */
  readonly unsafe: readonly Sql[];
  readonly safe: readonly Sql[];
  /** What stands in the database before. */
  readonly released?: string;
  /** The check that knows this side of the rule, where others know other sides. */
  readonly by?: string;
  /** How the migrations are run, where the tool's own assumption does not show the rule. */
  readonly transaction?: TransactionRule;
}

export type Sql = string | readonly string[];

/** The rules of one tool. */
export interface Peer {
  readonly tool: PresetName;
  readonly cases: readonly PeerCase[];
}
