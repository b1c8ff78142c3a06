import { writeName, writeQualified } from '../../sql/identifier.ts';
import type { Table } from './tables.ts';
import { columnOf, type Target } from './targets.ts';

/**
 * The query that counts, in the database as it stands before the change, the rows which a statement
 * would reject; null where none can be written for all of them.
 */
export function productionQuery(target: Target, tables: ReadonlyMap<string, Table>): string | null {
  const from = writeQualified(target.table.schema, target.table.name);
  switch (target.kind) {
    case 'not null':
      return target.before
        ? `SELECT count(*) FROM ${from} WHERE ${writeName(target.before.name)} IS NULL;`
        : `SELECT count(*) FROM ${from};`;
    case 'unique':
      return duplicates(target);
    case 'check':
      return isBefore(target.table, target.after, target.constraint.columns)
        ? `SELECT count(*) FROM ${from} WHERE NOT (${target.constraint.expression});`
        : null;
    case 'foreign key':
      return orphans(target, tables);
    case 'type':
      return ofOtherType(target);
    case 'exclusion':
      return null;
  }
}

function duplicates({ table, index, after }: Extract<Target, { kind: 'unique' }>): string | null {
  const columns = [...index.key.filter((each) => each > 0), ...index.further];
  if (!isBefore(table, after, columns)) return null;
  const key = index.keySql.join(', ');
  const filled = index.key.flatMap((each) => {
    const column = columnOf(table, each);
    return column && !column.neverNull && !index.nullsNotDistinct
      ? [`${writeName(column.name)} IS NOT NULL`]
      : [];
  });
  const conditions = [...(index.predicate ? [`(${index.predicate})`] : []), ...filled];
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  return `SELECT ${key}, count(*) FROM ${writeQualified(table.schema, table.name)}${where} GROUP BY ${key} HAVING count(*) > 1;`;
}

function orphans(
  { table, constraint, after }: Extract<Target, { kind: 'foreign key' }>,
  tables: ReadonlyMap<string, Table>,
): string | null {
  const parent = tables.get(constraint.references ?? '');
  if (!parent || !isBefore(table, after, constraint.columns)) return null;
  const pairs = constraint.columns.map((each, index) => {
    const child = columnOf(table, each)?.name ?? '';
    const key = columnOf(parent, constraint.referencedColumns[index] ?? 0)?.name ?? '';
    return { child: `c.${writeName(child)}`, key: `p.${writeName(key)}` };
  });
  const filled = pairs.map(({ child }) => `${child} IS NOT NULL`).join(' AND ');
  const same = pairs.map(({ child, key }) => `${key} = ${child}`).join(' AND ');
  return `SELECT count(*) FROM ${writeQualified(table.schema, table.name)} c WHERE ${filled} AND NOT EXISTS (SELECT FROM ${writeQualified(parent.schema, parent.name)} p WHERE ${same});`;
}

function ofOtherType({ table, before, column }: Extract<Target, { kind: 'type' }>): string | null {
  const name = writeName(before.name);
  const from = writeQualified(table.schema, table.name);
  if (before.labels && column.labels) {
    const gone = before.labels.filter((label) => !column.labels?.includes(label));
    const list = gone.map((label) => `'${label.replaceAll("'", "''")}'`).join(', ');
    return gone.length > 0
      ? `SELECT count(*) FROM ${from} WHERE ${name}::text IN (${list});`
      : null;
  }
  if (column.labels) {
    const list = column.labels.map((label) => `'${label.replaceAll("'", "''")}'`).join(', ');
    return `SELECT count(*) FROM ${from} WHERE ${name}::text NOT IN (${list});`;
  }
  const limit = /^character varying\((\d+)\)$/.exec(column.type)?.[1];
  return limit ? `SELECT count(*) FROM ${from} WHERE length(${name}::text) > ${limit};` : null;
}

/** Whether the columns existed before the change, under the names that they have after it. */
function isBefore(table: Table, after: Table, columns: readonly number[]): boolean {
  return columns.every((each) => {
    const before = columnOf(table, each);
    return each === 0 || (before !== null && before.name === columnOf(after, each)?.name);
  });
}
