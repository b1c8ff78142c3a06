import type { Query, TableUse } from '../query/model.ts';

/** A table as people know it: its name in the database, or else in the code. */
export function nameOfTable(table: TableUse | null): string {
  return table?.name ?? table?.text ?? 'a table';
}

/** What identifies a query while it stays as it is written. */
export function whatItIs({ text }: Query): unknown {
  return text;
}
