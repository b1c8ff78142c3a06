import { type Fields, fieldsOf, textOf } from './snapshot-fields.ts';

/**
 * The entities that a chain of snapshots of drizzle-kit 1 leads to. In version 8 each holds them
 * all in `ddl`; in version 9 the first one does, and each later one says what it changes. The chain is
 * in the order of the folders; null where its beginning is missing.
 */
export function entitiesOf(chain: readonly Fields[]): Fields[] | null {
  const start = chain.findLastIndex(({ ddl }) => Array.isArray(ddl));
  if (start < 0) return null;
  const entities = new Map<string, Fields>();
  for (const row of listOf(chain[start]?.ddl)) entities.set(keyOfRow(row), row);
  for (const { deltas } of chain.slice(start + 1)) {
    for (const delta of listOf(deltas)) apply(entities, delta);
  }
  return [...entities.values()];
}

/** What a delta does: `create`, `drop`, `alter` or `rename` of one entity. */
function apply(entities: Map<string, Fields>, delta: Fields): void {
  const row = fieldsOf(delta.row);
  if (delta.op === 'create') entities.set(keyOfRow(row), row);
  const key = textOf(delta.key);
  const old = entities.get(key);
  if (!old) return;
  if (delta.op === 'drop') entities.delete(key);
  if (delta.op !== 'alter' && delta.op !== 'rename') return;
  const changed = { ...old, ...fieldsOf(delta.set) };
  replace(entities, key, changed);
  if (delta.op === 'rename') renameInOthers(entities, old, changed);
}

/** A rename also holds for what names the entity; those rows are not written out. */
function renameInOthers(entities: Map<string, Fields>, old: Fields, now: Fields): void {
  for (const [key, row] of [...entities]) {
    const changed = renamed(row, old, now);
    if (changed !== row) replace(entities, key, changed);
  }
}

function renamed(row: Fields, old: Fields, now: Fields): Fields {
  switch (old.entityType) {
    case 'schemas':
      return inSchema(row, old.name, now.name);
    case 'tables':
      return inTable(row, old, now);
    case 'columns':
      return withColumn(row, old, textOf(now.name));
    case 'enums': {
      const isOfType = row.type === old.name && row.typeSchema === old.schema;
      return isOfType ? { ...row, type: now.name, typeSchema: now.schema } : row;
    }
    default:
      return row;
  }
}

function inSchema(row: Fields, from: unknown, to: unknown): Fields {
  const keys = ['schema', 'schemaTo', 'typeSchema'].filter((key) => row[key] === from);
  return keys.length === 0 ? row : { ...row, ...Object.fromEntries(keys.map((key) => [key, to])) };
}

function inTable(row: Fields, old: Fields, now: Fields): Fields {
  const isInside = row.schema === old.schema && row.table === old.name;
  const refers = row.schemaTo === old.schema && row.tableTo === old.name;
  if (!isInside && !refers) return row;
  return {
    ...row,
    ...(isInside && { schema: now.schema, table: now.name }),
    ...(refers && { schemaTo: now.schema, tableTo: now.name }),
  };
}

function withColumn(row: Fields, column: Fields, name: string): Fields {
  const replaced = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((each) => columnOf(each, textOf(column.name), name)) : list;
  const isInside = row.schema === column.schema && row.table === column.table;
  const refers = row.schemaTo === column.schema && row.tableTo === column.table;
  if (!isInside && !refers) return row;
  return {
    ...row,
    ...(isInside && Array.isArray(row.columns) && { columns: replaced(row.columns) }),
    ...(isInside && textsOf(row, ['where', 'value'], textOf(column.name), name)),
    ...(refers && { columnsTo: replaced(row.columnsTo) }),
  };
}

/** The members that are SQL, with the column's new name where the old one stands in quotes. */
function textsOf(row: Fields, keys: readonly string[], from: string, to: string): Fields {
  const texts = keys.filter((key) => typeof row[key] === 'string');
  return Object.fromEntries(
    texts.map((key) => [key, textOf(row[key]).replaceAll(`"${from}"`, () => `"${to}"`)]),
  );
}

/** A name in a key, or a column or an expression of an index. */
function columnOf(each: unknown, from: string, to: string): unknown {
  if (typeof each === 'string') return each === from ? to : each;
  const key = fieldsOf(each);
  if (key.isExpression === true) return { ...key, ...textsOf(key, ['value'], from, to) };
  return key.value === from ? { ...key, value: to } : each;
}

function replace(entities: Map<string, Fields>, key: string, row: Fields): void {
  entities.delete(key);
  entities.set(keyOfRow(row), row);
}

/** `tables`, a NUL, and the names that lead to the row as JSON: drizzle-kit's own keys. */
function keyOfRow(row: Fields): string {
  const names = [row.schema, row.table, row.name].filter((name) => name !== undefined);
  return `${textOf(row.entityType)}\0${JSON.stringify(names)}`;
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
