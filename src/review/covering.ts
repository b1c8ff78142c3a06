import { hasIndex } from '../schema/lookup.ts';
import type { Index, Relation } from '../schema/model.ts';

/** The key columns of an index, or of a constraint that has one; null stands for an expression. */
export interface Key {
  readonly name: string | null;
  readonly columns: readonly (string | null)[];
  readonly options: readonly string[];
  readonly unique: boolean;
  /** Holds every row, sorted, so that it serves for what begins with its columns. */
  readonly isPlain: boolean;
}

/** What a table can be searched by. */
export function keysOf(relation: Relation): Key[] {
  const constraints = relation.constraints.filter(
    (each) => hasIndex(each) && each.kind !== 'exclude',
  );
  return [
    ...relation.indexes.map(keyOfIndex),
    ...constraints.map(({ name, columns }) => ({
      name,
      columns,
      options: columns.map(() => ''),
      unique: true,
      isPlain: true,
    })),
  ];
}

export function keyOfIndex({ name, columns, options, unique, where, method }: Index): Key {
  return { name, columns, options, unique, isPlain: where === null && method === 'btree' };
}

/** Whether a table can be searched by some columns, or by one of them, which leaves few rows. */
export function isIndexed(relation: Relation, columns: readonly string[]): boolean {
  return keysOf(relation).some(
    ({ isPlain, columns: [first] }) => isPlain && first != null && columns.includes(first),
  );
}

/** A key that begins with all columns of another, in the same order and way; null where none does. */
export function coveringKey(relation: Relation, index: Index): Key | null {
  const key = keyOfIndex(index);
  if (!key.isPlain || key.columns.includes(null) || index.include.length > 0) return null;
  const others = keysOf(relation).filter((other) => other.name !== index.name && other.isPlain);
  const covering = others.find(
    (other) =>
      key.columns.every(
        (column, place) =>
          column === other.columns[place] && key.options[place] === other.options[place],
      ) &&
      (!key.unique || (other.unique && other.columns.length === key.columns.length)),
  );
  return covering ?? null;
}
