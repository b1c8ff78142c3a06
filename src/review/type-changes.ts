import type { RangeVar } from '@pgsql/types';
import { explicitCast, needsUsing } from '../postgres/assignment-casts.ts';
import { type Narrowing, narrows } from '../postgres/narrowing.ts';
import { type TypeChange as Rewrite, typeChange } from '../postgres/type-change.ts';
import { usingOf } from '../postgres/using.ts';
import { relationOf, typeSchema } from '../schema/lookup.ts';
import { keyOf } from '../schema/model.ts';
import type { DataType } from '../sql/data-type.ts';
import { dataTypeOf } from '../sql/type-name.ts';
import { isEmptyColumn } from './brought.ts';
import type { StatementVisit } from './check.ts';
import { earlierWrites, meetsRows } from './around.ts';
import { columnBefore } from './before.ts';
import { alterCommands, as } from './nodes.ts';
import { touchesColumn } from './not-null.ts';

/** A change of a column's type on a table that was there before. */
export interface ColumnTypeChange {
  readonly table: RangeVar;
  readonly column: string;
  /** Null where the column is not known. */
  readonly from: DataType | null;
  readonly to: DataType;
  /** Null where the old type is not known. */
  readonly rewrite: Rewrite | null;
  /** What the new type cannot hold; null too where the change prepares the values, or has just added the column. */
  readonly narrowing: Narrowing | null;
  /** Whether the statement says how to convert the values. */
  readonly hasUsing: boolean;
  /** Whether it fails for want of USING. */
  readonly needsUsing: boolean;
  /** How `::` converts the values, where it does. */
  readonly explicitCast: 'direct' | 'by text' | null;
}

/** The changes of a column's type in a statement, with what PostgreSQL makes of them. */
export function columnTypeChanges(visit: StatementVisit): ColumnTypeChange[] {
  const commands = alterCommands(visit.statement.node, 'AT_AlterColumnType');
  return commands.flatMap(({ table, command }): ColumnTypeChange[] => {
    const definition = as(command.def, 'ColumnDef');
    if (!definition?.typeName || !meetsRows(visit, table)) return [];

    const column = command.name ?? '';
    const from = columnBefore(visit, table, column)?.type ?? null;
    const resolve = (name: string): string => typeSchema(visit.before, name);
    const to = dataTypeOf(definition.typeName, resolve);
    const using = usingOf(definition.raw_default, column, to, resolve);
    const isEnum = ({ schema, name }: DataType): boolean =>
      schema !== null && visit.before.enums.has(keyOf({ schema, name }));
    const domainOf = ({ schema, name }: DataType) =>
      visit.before.domains.get(keyOf({ schema: schema ?? '', name })) ?? null;
    const options = { postgres: visit.postgres, using, isEnum, domainOf };
    const rewrite = from && typeChange(from, to, options);
    const isPrepared =
      isEmptyColumn(visit, table, column) ||
      as(definition.raw_default, 'CaseExpr') !== null ||
      keepsValues(visit, table, column, to) ||
      earlierWrites(visit, table).some(({ statement }) => touchesColumn(statement, table, column));
    const narrowing = from && !isPrepared ? narrows(from, to, using, isEnum) : null;
    const isUncastable = using === 'none' && from !== null && needsUsing(from, to, isEnum) === true;
    const cast = from && explicitCast(from, to, isEnum);
    return [
      {
        table,
        column,
        from,
        to,
        rewrite,
        narrowing,
        hasUsing: definition.raw_default !== undefined,
        needsUsing: isUncastable,
        explicitCast: cast,
      },
    ];
  });
}

/** Whether the new type is an enum with every value of the one that the column had before the change. */
function keepsValues(
  visit: StatementVisit,
  table: RangeVar,
  column: string,
  { schema, name }: DataType,
): boolean {
  const old = relationOf(visit.start, table)?.columns.get(column)?.type;
  if (!old?.schema || schema === null) return false;
  const had = visit.start.enums.get(keyOf({ schema: old.schema, name: old.name }))?.values;
  const has = visit.before.enums.get(keyOf({ schema, name }))?.values;
  return had !== undefined && had.every((value) => has?.includes(value));
}
