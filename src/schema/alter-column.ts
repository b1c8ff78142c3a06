import type { AlterTableCmd, ColumnDef, Node } from '@pgsql/types';
import { dataTypeOf } from '../sql/type-name.ts';
import { dropNotNull } from './drop.ts';
import { typeSchema } from './lookup.ts';
import type { Column, Relation, Schema } from './model.ts';
import { identityOf } from './new-column.ts';
import type { SourceText } from './source-text.ts';

interface Target {
  readonly schema: Schema;
  readonly relation: Relation;
  readonly def: Node | undefined;
  readonly source: SourceText;
}

const changes: Readonly<Record<string, (column: Column, target: Target) => void>> = {
  AT_AlterColumnType(column, { schema, def }) {
    const { typeName = {} } = definitionOf(def);
    column.type = dataTypeOf(typeName, (type) => typeSchema(schema, type));
  },
  AT_SetNotNull(column) {
    column.notNull = true;
  },
  AT_DropNotNull(column, { relation }) {
    dropNotNull(relation, [column.name]);
    relation.constraints = relation.constraints.filter(
      ({ kind, columns }) => kind !== 'not null' || !columns.includes(column.name),
    );
  },
  AT_ColumnDefault(column, { def, source }) {
    column.default = def ? source.of(def, 'default') : null;
  },
  AT_AddIdentity(column, { def }) {
    const { generated_when } = def && 'Constraint' in def ? def.Constraint : {};
    column.identity = identityOf(generated_when);
  },
  AT_SetIdentity(column, { def }) {
    column.identity = changedIdentity(def) ?? column.identity;
  },
  AT_DropIdentity(column) {
    column.identity = null;
  },
  AT_DropExpression(column) {
    column.generated = null;
  },
};

/** Folds an ALTER TABLE command that alters a column; others, and of unknown columns, change nothing. */
export function alterColumn(
  schema: Schema,
  relation: Relation,
  { subtype, name = '', def }: AlterTableCmd,
  source: SourceText,
): void {
  const column = relation.columns.get(name);
  if (column) changes[subtype ?? '']?.(column, { schema, relation, def, source });
}

/** The definition that a command carries. */
export function definitionOf(def: Node | undefined): ColumnDef {
  return def && 'ColumnDef' in def ? def.ColumnDef : {};
}

/** SET GENERATED gives the letter's code. */
function changedIdentity(def: Node | undefined): Column['identity'] {
  for (const item of def && 'List' in def ? (def.List.items ?? []) : []) {
    const { defname, arg } = 'DefElem' in item ? item.DefElem : {};
    if (defname !== 'generated' || !arg || !('Integer' in arg)) continue;
    return identityOf(String.fromCharCode(arg.Integer.ival ?? 0));
  }
  return null;
}
