import type { ParsedSql, Statement } from '../sql/statement.ts';

/** What a statement does, compared by its tree without places and without guards. */
export interface Effect {
  readonly key: string;
  readonly statement: Statement;
  /** It reads or writes rows. */
  readonly isData: boolean;
  /** Run a second time, it does nothing, and does not fail. */
  readonly isRepeatable: boolean;
}

/** Fields of a tree that say where a node stands, or that the statement minds what is there already. */
const leftOut = new Set([
  'location',
  'stmt_location',
  'stmt_len',
  'missing_ok',
  'if_not_exists',
  'skipIfNewValExists',
  'rexpr_list_start',
  'rexpr_list_end',
]);

const guard = /"(?:missing_ok|if_not_exists|skipIfNewValExists|replace)":true/;

const dataKinds = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'SelectStmt']);

const repeatableCommands = new Set([
  'AT_AlterColumnType',
  'AT_ColumnDefault',
  'AT_DisableRowSecurity',
  'AT_DropNotNull',
  'AT_EnableRowSecurity',
  'AT_SetNotNull',
  'AT_ValidateConstraint',
]);

const repeatableKinds = new Set(['CommentStmt', 'GrantStmt', 'TransactionStmt', 'VariableSetStmt']);

/**
 * What a migration does, statement by statement. A DO block is what stands in it; a statement in one
 * is taken as guarded where the block can handle its failure or asks before.
 */
export function effectsOf({ statements }: ParsedSql): Effect[] {
  const outer = new Set(statements.map(({ within }) => within));
  return statements
    .filter((each) => each.runs !== 'on-call' && !(each.kind === 'DoStmt' && outer.has(each)))
    .map((statement) => {
      const isData = dataKinds.has(statement.kind);
      return { key: keyOf(statement), statement, isData, isRepeatable: isRepeatable(statement) };
    });
}

/** The keys of what a migration does to the schema, in an order that is always the same. */
export function schemaEffects(effects: readonly Effect[]): string[] {
  return effects.flatMap(({ key, isData }) => (isData ? [] : [key])).sort();
}

function keyOf({ node }: Statement): string {
  return JSON.stringify(node, (name, value: unknown) => (leftOut.has(name) ? undefined : value));
}

function isRepeatable({ kind, node, runs, within }: Statement): boolean {
  if ('AlterTableStmt' in node) {
    const commands = (node.AlterTableStmt.cmds ?? []) as { AlterTableCmd?: { subtype?: string } }[];
    const isHarmless = commands.every(
      ({ AlterTableCmd }) =>
        repeatableCommands.has(AlterTableCmd?.subtype ?? '') ||
        guard.test(JSON.stringify(AlterTableCmd)),
    );
    if (isHarmless) return true;
  } else if ('InsertStmt' in node) {
    if (node.InsertStmt.onConflictClause?.action === 'ONCONFLICT_NOTHING') return true;
  } else if (repeatableKinds.has(kind) || guard.test(JSON.stringify(node))) return true;
  return runs === 'conditionally' || (within !== null && /\bEXCEPTION\b/i.test(within.text));
}
