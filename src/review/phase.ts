import type { Node } from '@pgsql/types';
import type { Statement } from '../sql/statement.ts';
import { commandsOf, stringsOf } from '../sql/tree.ts';
import { deedsOf } from './makers.ts';

/**
 * When a statement can be shipped. `expand`: the version that runs does not notice it. `backfill`: it
 * writes rows. `contract`: it takes away what the running version may use, or demands what that may
 * not hold.
 */
export type Phase = 'expand' | 'backfill' | 'contract';

const writing: ReadonlySet<string> = new Set([
  'UpdateStmt',
  'InsertStmt',
  'DeleteStmt',
  'MergeStmt',
  'CopyStmt',
  'DoStmt',
  'SelectStmt',
]);
const taking: ReadonlySet<string> = new Set([
  'DropStmt',
  'RenameStmt',
  'TruncateStmt',
  'AlterObjectSchemaStmt',
]);
const takingCommands: ReadonlySet<string> = new Set([
  'AT_DropColumn',
  'AT_AlterColumnType',
  'AT_SetNotNull',
  'AT_ValidateConstraint',
  // What guards rows goes with them, not a release earlier.
  'AT_DropConstraint',
  'AT_DisableRowSecurity',
  'AT_NoForceRowSecurity',
]);

/** A statement of a migration, with those of the DO block that it is. */
export interface Shipped extends Statement {
  readonly inner: readonly Statement[];
}

/** Objects that statements before have made or taken away in the same change. */
interface Known {
  readonly tables: Set<string>;
  readonly columns: Set<string>;
  readonly taken: Set<string>;
  /** What was dropped by name, and when: what is made again under the name comes after. */
  readonly dropped: Map<string, Phase>;
}

/**
 * The phases of the statements of a change, in their order. What stands behind a statement of a later
 * phase on the same table stays behind it, since it may need what that has done.
 */
export function phasesOf(statements: readonly Shipped[]): readonly Phase[] {
  const known: Known = {
    tables: new Set(),
    columns: new Set(),
    taken: new Set(),
    dropped: new Map(),
  };
  const reached = new Map<string, Phase>();
  return statements.map((statement) => {
    const own = isReadWhole(statement)
      ? latest(statement.inner.map((each) => ownPhase(each, known)))
      : ownPhase(statement, known);
    const tables = tablesOf(statement);
    const before = tables.flatMap((table) => reached.get(table) ?? []);
    const phase = latest([own, ...before]);
    // New columns may follow at any time; only what depends on rows has to wait.
    const mayStay = own === 'expand' && !tables.some((table) => known.taken.has(table));
    const again = namesMade(statement).flatMap((name) => known.dropped.get(name) ?? []);
    const kept = latest([mayStay ? own : phase, ...again]);
    for (const name of namesDropped(statement)) known.dropped.set(name, kept);
    for (const table of tables) {
      if (order[kept] > order[reached.get(table) ?? 'expand']) reached.set(table, kept);
    }
    remember(statement, known);
    return kept;
  });
}

const order: Readonly<Record<Phase, number>> = { expand: 0, backfill: 1, contract: 2 };

function latest(phases: readonly Phase[]): Phase {
  return phases.reduce((one, other) => (order[one] < order[other] ? other : one), 'expand');
}

/** A DO block that is what stands in it, as nothing of it is put together at run time. */
function isReadWhole({ kind, inner, text }: Shipped): boolean {
  return kind === 'DoStmt' && inner.length > 0 && !/\bexecute\b/i.test(text);
}

function namesDropped(statement: Statement): readonly string[] {
  return deedsOf(statement).flatMap(({ kind, name }) => (kind === 'drops' ? name : []));
}

function namesMade(statement: Statement): readonly string[] {
  const { node } = statement;
  if ('CreateTrigStmt' in node) return [node.CreateTrigStmt.trigname ?? ''];
  if ('CreatePolicyStmt' in node) return [node.CreatePolicyStmt.policy_name ?? ''];
  return deedsOf(statement).flatMap(({ kind, name }) => (kind === 'makes' ? name : []));
}

function ownPhase({ kind, node }: Statement, known: Known): Phase {
  const tables = namesIn(node);
  const isNew = tables.length > 0 && tables.every((table) => known.tables.has(table));
  if (writing.has(kind)) return 'backfill';
  if (isNew) return 'expand';
  if (taking.has(kind)) return 'contract';
  if ('AlterTableStmt' in node) return alterPhase(node, known);
  if ('IndexStmt' in node && node.IndexStmt.unique === true) {
    const keys = (node.IndexStmt.indexParams ?? []).flatMap((each) =>
      'IndexElem' in each ? (each.IndexElem.name ?? []) : [],
    );
    return areNew(keys, tables[0] ?? '', known) ? 'expand' : 'contract';
  }
  return 'expand';
}

function alterPhase(node: Extract<Node, { AlterTableStmt: unknown }>, known: Known): Phase {
  const table = node.AlterTableStmt.relation?.relname ?? '';
  const takes = commandsOf(node.AlterTableStmt).some(({ subtype = '', def }) => {
    if (takingCommands.has(subtype)) return true;
    if (subtype !== 'AT_AddConstraint' || !def || !('Constraint' in def)) return false;
    const { skip_validation: isUnchecked, fk_attrs, keys } = def.Constraint;
    const columns = [...stringsOf(fk_attrs), ...stringsOf(keys)];
    return isUnchecked !== true && !areNew(columns, table, known);
  });
  return takes ? 'contract' : 'expand';
}

function areNew(columns: readonly string[], table: string, { columns: fresh }: Known): boolean {
  return columns.length > 0 && columns.every((column) => fresh.has(`${table}.${column}`));
}

function remember({ kind, node }: Statement, known: Known): void {
  if ('CreateStmt' in node) known.tables.add(node.CreateStmt.relation?.relname ?? '');
  if ('AlterTableStmt' in node) {
    const table = node.AlterTableStmt.relation?.relname ?? '';
    for (const { subtype, def } of commandsOf(node.AlterTableStmt)) {
      if (subtype === 'AT_DropColumn') known.taken.add(table);
      if (subtype !== 'AT_AddColumn' || !def || !('ColumnDef' in def)) continue;
      known.columns.add(`${table}.${def.ColumnDef.colname ?? ''}`);
    }
  }
  if (taking.has(kind)) for (const table of namesIn(node)) known.taken.add(table);
}

function tablesOf({ node }: Statement): readonly string[] {
  return namesIn(node);
}

/** What is dropped by its own name behind that of its table. */
const ofTables: ReadonlySet<string> = new Set(['OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE']);

/** The tables that a statement is about, by their last name. */
function namesIn(node: Node): readonly string[] {
  if ('DropStmt' in node) {
    const place = ofTables.has(node.DropStmt.removeType ?? '') ? -2 : -1;
    return (node.DropStmt.objects ?? []).flatMap((each) => stringsOf(each).at(place) ?? []);
  }
  const [fields] = Object.values(node) as { relation?: { relname?: string } }[];
  return fields?.relation?.relname === undefined ? [] : [fields.relation.relname];
}
