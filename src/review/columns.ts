import type { ColumnDef, Constraint, RangeVar } from '@pgsql/types';
import type { DataType } from '../sql/data-type.ts';
import type { Position, Range, Statement } from '../sql/statement.ts';
import { dataTypeOf, isSerialName } from '../sql/type-name.ts';
import { alterCommands, as } from './nodes.ts';

/** Kinds of statements that give columns their types. */
export const columnKinds = [
  'CreateStmt',
  'AlterTableStmt:AT_AddColumn',
  'AlterTableStmt:AT_AlterColumnType',
] as const;

/** A column whose type a statement writes. */
export interface WrittenColumn {
  readonly table: RangeVar;
  readonly name: string;
  readonly type: DataType;
  readonly isSerial: boolean;
  /** The constraints that stand at the column. */
  readonly constraints: readonly Constraint[];
  /** Whether the column itself is new, and not only its type. */
  readonly isAdded: boolean;
  readonly at: Range;
}

/** The columns whose types a statement writes: of CREATE TABLE, ADD COLUMN and ALTER COLUMN … TYPE. */
export function writtenColumns(statement: Statement): WrittenColumn[] {
  const { node } = statement;
  const create = as(node, 'CreateStmt');
  if (create?.relation) {
    const table = create.relation;
    return (create.tableElts ?? []).flatMap((element) => {
      const column = as(element, 'ColumnDef');
      return column ? written(statement, table, column, column.colname, true) : [];
    });
  }
  return alterCommands(node, 'AT_AddColumn', 'AT_AlterColumnType').flatMap(({ table, command }) => {
    const column = as(command.def, 'ColumnDef');
    const isAdded = command.subtype === 'AT_AddColumn';
    return column
      ? written(statement, table, column, isAdded ? column.colname : command.name, isAdded)
      : [];
  });
}

function written(
  statement: Statement,
  table: RangeVar,
  column: ColumnDef,
  name: string | undefined,
  isAdded: boolean,
): WrittenColumn[] {
  const { typeName } = column;
  if (name === undefined || !typeName) return [];
  return [
    {
      table,
      name,
      type: dataTypeOf(typeName),
      isSerial: isSerialName(typeName),
      constraints: (column.constraints ?? []).flatMap((each) => as(each, 'Constraint') ?? []),
      isAdded,
      // Few checks ask for it, of few columns, and it is searched for in the text.
      get at() {
        return rangeFrom(statement, column.location ?? typeName.location);
      },
    },
  ];
}

/** From a node of a statement to the end of its line, or of the statement. */
export function rangeFrom(statement: Statement, location: number | undefined): Range {
  if (location === undefined) return statement.range;
  const start = statement.at(location);
  const rest = statement.text.slice(start.offset - statement.range.start.offset);
  const length = rest.search(/\s*(?:,?\s*(?:--.*)?\n|;?\s*$)/);
  return { start, end: behind(start, Math.max(0, length)) };
}

function behind({ line, column, offset }: Position, length: number): Position {
  return { line, column: column + length, offset: offset + length };
}

/** Whether a column is one of a scalar type of pg_catalog. */
export function isOfType({ type }: WrittenColumn, ...names: readonly string[]): boolean {
  return type.schema === null && names.includes(type.name);
}
