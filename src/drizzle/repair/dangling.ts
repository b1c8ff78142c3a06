import { type Fields, entriesOf, fieldsOf, textOf, textsOf } from '../snapshot-fields.ts';

/** What a snapshot refers to and does not hold, in words: an index of a column that is not there. */
export function danglingIn(snapshot: Fields): string[] {
  const tables = entriesOf(snapshot.tables);
  const byName = new Map(tables.map((table) => [nameOf(table.schema, table.name), table]));
  const enums = new Set(entriesOf(snapshot.enums).map(({ schema, name }) => nameOf(schema, name)));
  return tables.flatMap((table) => [
    ...columnsNamed(table, table).map((each) => `${each} of ${textOf(table.name)}`),
    ...entriesOf(table.foreignKeys).flatMap((key) => targetOf(key, byName)),
    ...entriesOf(table.columns).flatMap((column) => enumOf(column, enums)),
  ]);
}

function columnsNamed(holder: Fields, table: Fields): string[] {
  const columns = new Set(entriesOf(table.columns).map(({ name }) => textOf(name)));
  const missing = (kind: string, { name }: Fields, names: readonly string[]): string[] =>
    names
      .filter((each) => !columns.has(each))
      .map((each) => `${kind} ${textOf(name)} on the column ${each}`);
  return [
    ...entriesOf(holder.indexes).flatMap((each) => missing('index', each, indexColumns(each))),
    ...entriesOf(holder.foreignKeys).flatMap((each) =>
      missing('foreign key', each, textsOf(each.columnsFrom)),
    ),
    ...entriesOf(holder.compositePrimaryKeys).flatMap((each) =>
      missing('primary key', each, textsOf(each.columns)),
    ),
    ...entriesOf(holder.uniqueConstraints).flatMap((each) =>
      missing('unique constraint', each, textsOf(each.columns)),
    ),
  ];
}

/** Versions before 7 have the names of columns only. */
function indexColumns({ columns }: Fields): string[] {
  const keys: unknown[] = Array.isArray(columns) ? columns : [];
  return keys.flatMap((key) => {
    if (typeof key === 'string') return [key];
    const { expression, isExpression } = fieldsOf(key);
    return isExpression === true ? [] : [textOf(expression)];
  });
}

function targetOf(key: Fields, tables: ReadonlyMap<string, Fields>): string[] {
  const name = `foreign key ${textOf(key.name)}`;
  const target = tables.get(nameOf(key.schemaTo, key.tableTo));
  if (!target) return [`${name} to the table ${textOf(key.tableTo)}`];
  const columns = new Set(entriesOf(target.columns).map((column) => textOf(column.name)));
  return textsOf(key.columnsTo)
    .filter((each) => !columns.has(each))
    .map((each) => `${name} to the column ${each} of ${textOf(key.tableTo)}`);
}

function enumOf(column: Fields, enums: ReadonlySet<string>): string[] {
  if (column.typeSchema === undefined) return [];
  const type = textOf(column.type).replace(/(?:\[\d*\])+$/, '');
  if (enums.has(nameOf(column.typeSchema, type))) return [];
  return [`column ${textOf(column.name)} of the enum ${type}`];
}

function nameOf(schema: unknown, name: unknown): string {
  return JSON.stringify([textOf(schema) || 'public', textOf(name)]);
}
