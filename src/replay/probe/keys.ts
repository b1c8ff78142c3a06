import type { Column, Table, TableConstraint, UniqueIndex } from './tables.ts';

/** The longest first: what they share with others is then given by the one that binds most. */
export function foreignKeys(table: Table): TableConstraint[] {
  return table.constraints
    .filter(({ kind }) => kind === 'foreign key')
    .sort((one, other) => other.columns.length - one.columns.length);
}

export function isReference(table: Table, number: number): boolean {
  return foreignKeys(table).some(({ columns }) => columns.includes(number));
}

/** The value of a default that is a constant, as pg_get_expr writes it; null where it is none. */
export function constantOf({ default: expression }: Column): string | null {
  const [, text, bare] =
    /^(?:'((?:[^']|'')*)'(?:::[^()']+(?:\(\d+(?:,\d+)?\))?(?:\[\])?)?|(-?\d+(?:\.\d+)?|true|false))$/.exec(
      expression ?? '',
    ) ?? [];
  return text?.replaceAll("''", "'") ?? bare ?? null;
}

export function columnsOf({ key, further }: UniqueIndex): number[] {
  return [...new Set([...key.filter((each) => each > 0), ...further])];
}
