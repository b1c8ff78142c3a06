import type { AlterTableCmd, AlterTableStmt, ColumnDef, Node } from '@pgsql/types';
import { dataTypeOf } from '../sql/type-name.ts';
import { commandsOf, nameOf } from '../sql/tree.ts';
import { addConstraint, impliesNotNull, setNotNull } from './add-constraint.ts';
import { makeName } from './choose-name.ts';
import { dropColumn, dropConstraint, dropNotNull } from './drop.ts';
import { existingName, relationOf, typeSchema, withPartitions } from './lookup.ts';
import { type Relation, type RelationKind, type Schema, keyOf } from './model.ts';
import { constraintsOf, identityOf, newColumn } from './new-column.ts';
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
  const entry: Relation = {
    name,
    kind,
    columns: new Map(),
    constraints: [],
    indexes: [],
    partitionOf: null,
    isNew: false,
  };
  schema.relations.set(keyOf(name), entry);
  return entry;
}

function foldCommand(target: Target): void {
  const { schema, relation, command, source } = target;
  const { subtype, name = '', def, behavior } = command;
  switch (subtype) {
    case 'AT_AddColumn':
      return addColumn(target);
    case 'AT_DropColumn':
      for (const each of withPartitions(schema, relation)) dropColumn(schema, each, name);
      return;
    case 'AT_AddConstraint':
      if (def && 'Constraint' in def) {
        const place = { column: null, isEmpty: false };
        addConstraint(schema, relation, def.Constraint, source, place);
      }
      return;
    case 'AT_DropConstraint':
      return removeConstraint(schema, relation, name, behavior === 'DROP_CASCADE');
    case 'AT_ValidateConstraint':
      return validate(relation, name);
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
      return setPartition(target, subtype === 'AT_AttachPartition');
    default:
      for (const each of withPartitions(schema, relation)) {
        alterColumn({ ...target, relation: each });
      }
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

function alterColumn({ schema, relation, command, source }: Target): void {
  const { subtype, name = '', def } = command;
  const column = relation.columns.get(name);
  if (!column) return;
  switch (subtype) {
    case 'AT_AlterColumnType': {
      const { typeName = {} } = definitionOf(def);
      column.type = dataTypeOf(typeName, (type) => typeSchema(schema, type));
      return;
    }
    case 'AT_SetNotNull':
      column.notNull = true;
      return;
    case 'AT_DropNotNull':
      column.notNull = false;
      relation.constraints = relation.constraints.filter(
        ({ kind, columns }) => kind !== 'not null' || !columns.includes(name),
      );
      return;
    case 'AT_ColumnDefault':
      column.default = def ? source.of(def, 'default') : null;
      return;
    case 'AT_AddIdentity':
      column.identity = identityOf(
        def && 'Constraint' in def ? def.Constraint.generated_when : undefined,
      );
      return;
    case 'AT_SetIdentity':
      column.identity = changedIdentity(def) ?? column.identity;
      return;
    case 'AT_DropIdentity':
      column.identity = null;
      return;
    case 'AT_DropExpression':
      column.generated = null;
  }
}

/** SET GENERATED gives the letter's code. */
function changedIdentity(def: Node | undefined): 'always' | 'by default' | null {
  for (const item of def && 'List' in def ? (def.List.items ?? []) : []) {
    const { defname, arg } = 'DefElem' in item ? item.DefElem : {};
    if (defname !== 'generated' || !arg || !('Integer' in arg)) continue;
    return identityOf(String.fromCharCode(arg.Integer.ival ?? 0)) ?? null;
  }
  return null;
}

function removeConstraint(
  schema: Schema,
  relation: Relation,
  name: string,
  cascade: boolean,
): void {
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
  if (child) child.partitionOf = attach ? relation.name : null;
}

function definitionOf(def: Node | undefined): ColumnDef {
  return def && 'ColumnDef' in def ? def.ColumnDef : {};
}
