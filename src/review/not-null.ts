import type { ColumnDef, Node, RangeVar } from '@pgsql/types';
import type { Relation } from '../schema/model.ts';
import type { Statement } from '../sql/statement.ts';
import { stringsOf, walk } from '../sql/tree.ts';
import { isSerialName } from '../sql/type-name.ts';
import { alterCommands, as } from './nodes.ts';
import { written } from './written.ts';

/** Whether a new column asks a value of every row and brings none for the rows that exist. */
export function addsNotNull(column: ColumnDef): boolean {
  const kinds = new Map(
    (column.constraints ?? []).map((node) => {
      const constraint = as(node, 'Constraint');
      return [constraint?.contype, constraint];
    }),
  );
  const isRequired = kinds.has('CONSTR_NOTNULL') || kinds.has('CONSTR_PRIMARY');
  const hasValue = kinds.has('CONSTR_GENERATED') || kinds.has('CONSTR_IDENTITY');
  const fallback = kinds.get('CONSTR_DEFAULT')?.raw_expr;
  const hasDefault = fallback !== undefined && as(fallback, 'A_Const')?.isnull !== true;
  const isSerial = column.typeName !== undefined && isSerialName(column.typeName);
  return isRequired && !hasValue && !hasDefault && !isSerial;
}

/** Whether a validated CHECK says that a column is not NULL, alone or as one part of an AND. */
export function provesNotNull(relation: Relation | null, column: string): boolean {
  return (relation?.constraints ?? []).some(({ kind, validated, expression }) => {
    if (kind !== 'check' || !validated || expression === null || /\bor\b/i.test(expression)) {
      return false;
    }
    return expression.split(/\band\b/i).some((part) => {
      const plain = part.replace(/[()"]/g, '').trim();
      const match = /^(?:\w+\.)*(.+?)\s+is\s+not\s+null$/i.exec(plain);
      return match?.[1] === column;
    });
  });
}

/**
 * Whether a statement leaves no NULL in a column, as far as it can be seen: an UPDATE sets it, a
 * change of type computes it, or a DELETE removes the rows that have one.
 */
export function fillsColumn(statement: Statement, table: RangeVar, column: string): boolean {
  const update = as(statement.node, 'UpdateStmt');
  if (update?.relation && written(update.relation) === written(table)) {
    return (update.targetList ?? []).some((node) => as(node, 'ResTarget')?.name === column);
  }
  if (computes(statement, table, column)) return true;
  const removal = as(statement.node, 'DeleteStmt');
  if (!removal?.relation || written(removal.relation) !== written(table)) return false;
  return testsNull(removal.whereClause, column);
}

/** Whether a change of type computes the column's values by more than a cast, which keeps NULLs. */
function computes(statement: Statement, table: RangeVar, column: string): boolean {
  return alterCommands(statement.node, 'AT_AlterColumnType').some(({ table: other, command }) => {
    const using = as(command.def, 'ColumnDef')?.raw_default;
    const isCast = !using || as(using, 'TypeCast') !== null || as(using, 'ColumnRef') !== null;
    return written(other) === written(table) && command.name === column && !isCast;
  });
}

/** Whether an UPDATE or a DELETE of a table sets a column, or chooses rows by it. */
export function touchesColumn(statement: Statement, table: RangeVar, column: string): boolean {
  const { node } = statement;
  const command = as(node, 'UpdateStmt') ?? as(node, 'DeleteStmt');
  if (!command?.relation || written(command.relation) !== written(table)) return false;
  let isTouched = false;
  walk(node, (kind, fields) => {
    const isTarget = kind === 'ResTarget' && (fields as { name?: string }).name === column;
    const names = kind === 'ColumnRef' ? stringsOf((fields as { fields?: Node[] }).fields) : [];
    if (isTarget || names.at(-1) === column) isTouched = true;
  });
  return isTouched;
}

function testsNull(where: unknown, column: string): boolean {
  let isTested = false;
  walk(where, (kind, fields) => {
    if (kind !== 'NullTest') return;
    const { nulltesttype, arg } = fields as { nulltesttype?: string; arg?: never };
    const names = stringsOf(as(arg, 'ColumnRef')?.fields);
    if (nulltesttype === 'IS_NULL' && names.at(-1) === column) isTested = true;
  });
  return isTested;
}
