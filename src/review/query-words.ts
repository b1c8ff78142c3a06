import type { Query, TableUse } from '../query/model.ts';

/** A table as people know it: its name in the database, or else in the code. */
export function nameOfTable(table: TableUse | null): string {
  return table?.name ?? table?.text ?? 'a table';
}

/** What identifies a query while it stays as it is written. */
export function whatItIs({ text }: Query): unknown {
  return text;
}

/** Whether a query asks for rows by the values of a unique column, so that there are no more than those. */
export function isByUnique({ table, where }: Query): boolean {
  const { relation, columns: names } = table?.facts ?? {};
  if (!relation || !names) return false;
  const keys = relation.constraints.filter(
    ({ kind }) => kind === 'unique' || kind === 'primary key',
  );
  const indexes = relation.indexes.filter(({ unique, where: partial }) => unique && !partial);
  const unique = new Set(
    [...keys, ...indexes].flatMap(({ columns: own }) => (own.length === 1 ? own : [])),
  );
  const asked = where?.columns.filter(
    ({ operator }) => operator === 'eq' || operator === 'inArray',
  );
  return asked?.some(({ property }) => unique.has(names.get(property) ?? null)) ?? false;
}
