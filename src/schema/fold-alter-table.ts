import type { AlterTableCmd, AlterTableStmt } from '@pgsql/types';
import { commandsOf, nameOf } from '../sql/tree.ts';
import { addConstraint, impliesNotNull, setNotNull } from './add-constraint.ts';
import { alterColumn, definitionOf } from './alter-column.ts';
import { makeName } from './choose-name.ts';
import { dropColumn, dropConstraint, dropNotNull, dropViews } from './drop.ts';
import { existingName, relationOf, withPartitions } from './lookup.ts';
import { type Relation, type RelationKind, type Schema, emptyRelation, keyOf } from './model.ts';
import { constraintsOf, newColumn } from './new-column.ts';
import type { SourceText } from './source-text.ts';

const kinds: Readonly<Record<string, RelationKind>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'foreign table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
};

/** What a command changes. */
interface Target {
  readonly schema: Schema;
  readonly relation: Relation;
  readonly command: AlterTableCmd;
  readonly source: SourceText;
}

/**
 * Folds ALTER TABLE. A relation that the schema does not hold is left alone, but for columns added
 * to it: they are kept in an entry with nothing else, so that they are known to be new.
 */
export function foldAlterTable(schema: Schema, alter: AlterTableStmt, source: SourceText): void {
  const kind = kinds[alter.objtype ?? ''];
  if (!kind) return;
  for (const command of commandsOf(alter)) {
    const relation = relationOf(schema, alter.relation) ?? partial(schema, alter, command, kind);
    if (relation) foldCommand({ schema, relation, command, source });
  }
}

function partial(
  schema: Schema,
  { relation }: AlterTableStmt,
  { subtype }: AlterTableCmd,
  kind: RelationKind,
): Relation | undefined {
  if (subtype !== 'AT_AddColumn') return undefined;
  const name = existingName(schema, nameOf(relation));
  const entry = emptyRelation(name, kind, false);
  schema.relations.set(keyOf(name), entry);
  return entry;
}

/** What each command does; the rest alters one column, or nothing that the model holds. */
const commands: Readonly<Record<string, (target: Target, name: string) => void>> = {
  AT_AddColumn: addColumn,
  AT_DropColumn({ schema, relation, command }, name) {
    if (command.behavior === 'DROP_CASCADE') dropViews(schema, relation.name, name);
    for (const each of withPartitions(schema, relation)) dropColumn(schema, each, name);
  },
  AT_AddConstraint({ schema, relation, command: { def }, source }) {
    if (!def || !('Constraint' in def)) return;
    addConstraint(schema, relation, def.Constraint, source, { column: null, isEmpty: false });
  },
  AT_DropConstraint: removeConstraint,
  AT_ValidateConstraint: ({ relation }, name) => validate(relation, name),
  AT_EnableRowSecurity: ({ relation }) => void (relation.rowSecurity = 'on'),
  AT_DisableRowSecurity: ({ relation }) => void (relation.rowSecurity = 'off'),
  AT_SetLogged: ({ relation }) => void (relation.isUnlogged = false),
  AT_SetUnLogged: ({ relation }) => void (relation.isUnlogged = true),
  AT_AttachPartition: (target) => setPartition(target, true),
  AT_DetachPartition: (target) => setPartition(target, false),
};

function foldCommand(target: Target): void {
  const { schema, relation, command, source } = target;
  const { subtype = '', name = '' } = command;
  const run = commands[subtype];
  if (run) return run(target, name);
  for (const each of withPartitions(schema, relation)) {
    alterColumn(schema, each, command, source);
  }
}

function addColumn({ schema, relation, command, source }: Target): void {
  const definition = definitionOf(command.def);
  const { colname = '' } = definition;
  if (relation.columns.has(colname)) return;
  for (const each of withPartitions(schema, relation)) {
    if (each.columns.has(colname)) continue;
    each.columns.set(colname, newColumn(schema, relation, definition, source));
  }
  for (const node of constraintsOf(definition)) {
    addConstraint(schema, relation, node, source, { column: colname, isEmpty: true });
  }
}

function removeConstraint({ schema, relation, command }: Target, name: string): void {
  const cascade = command.behavior === 'DROP_CASCADE';
  const constraint = relation.constraints.find((each) => each.name === name);
  if (constraint) return dropConstraint(schema, relation, constraint, cascade);
  const column = [...relation.columns.keys()].find(
    (each) => makeName(relation.name.name, [each], 'not_null') === name,
  );
  // PostgreSQL 18 has a constraint for every NOT NULL; the model keeps those with names of their own.
  if (column !== undefined) dropNotNull(relation, [column]);
}

function validate(relation: Relation, name: string): void {
  const constraint = relation.constraints.find((each) => each.name === name);
  if (!constraint) return;
  constraint.validated = true;
  if (impliesNotNull(constraint)) setNotNull(relation, constraint.columns);
}

function setPartition({ schema, relation, command }: Target, attach: boolean): void {
  const { def } = command;
  const child = relationOf(
    schema,
    def && 'PartitionCmd' in def ? def.PartitionCmd.name : undefined,
  );
  if (!child || (attach && withPartitions(schema, child).includes(relation))) return;
  child.partitionOf = attach ? relation.name : null;
  child.isDefaultPartition = attach && isDefaultBound(def);
}

function isDefaultBound(def: AlterTableCmd['def']): boolean {
  return def !== undefined && 'PartitionCmd' in def && def.PartitionCmd.bound?.is_default === true;
}
