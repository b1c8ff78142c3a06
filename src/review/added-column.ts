import type { ColumnDef, Constraint } from '@pgsql/types';
import { isVolatile } from '../postgres/volatile.ts';
import { typeSchema } from '../schema/lookup.ts';
import { type Domain, type Schema, keyOf } from '../schema/model.ts';
import { dataTypeOf, isSerialName } from '../sql/type-name.ts';
import { as } from './nodes.ts';

/** Why ADD COLUMN has to write every row anew, as measured on PostgreSQL 11 to 18. */
export type OwnValue = 'serial' | 'identity' | 'generated' | 'default' | 'domain';

/** The options and constraints in a column's definition. */
export function optionsOf(column: ColumnDef): Constraint[] {
  return (column.constraints ?? []).flatMap((node) => as(node, 'Constraint') ?? []);
}

/** Whether a definition says DEFAULT with anything but NULL. */
export function hasDefault(column: ColumnDef): boolean {
  return optionsOf(column).some(
    ({ contype, raw_expr }) =>
      contype === 'CONSTR_DEFAULT' && as(raw_expr, 'A_Const')?.isnull !== true,
  );
}

/** What makes PostgreSQL store a value in each row that exists; null where a new column costs nothing. */
export function ownValueOf(schema: Schema, column: ColumnDef): OwnValue | null {
  if (column.typeName !== undefined && isSerialName(column.typeName)) return 'serial';
  for (const { contype, generated_kind, raw_expr } of optionsOf(column)) {
    if (contype === 'CONSTR_IDENTITY') return 'identity';
    if (contype === 'CONSTR_GENERATED' && generated_kind !== 'v') return 'generated';
    if (contype === 'CONSTR_DEFAULT' && isVolatile(raw_expr)) return 'default';
  }
  return domainOf(schema, column)?.constrained ? 'domain' : null;
}

/** The domain that a column is of; undefined where its type is none, or not known. */
export function domainOf(schema: Schema, { typeName }: ColumnDef): Domain | undefined {
  if (!typeName) return undefined;
  const type = dataTypeOf(typeName, (each) => typeSchema(schema, each));
  if (type.schema === null) return undefined;
  return schema.domains.get(keyOf({ schema: type.schema, name: type.name }));
}
