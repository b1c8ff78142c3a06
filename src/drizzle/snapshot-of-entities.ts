import { type Fields, fieldsOf, textOf } from './snapshot-fields.ts';

/** Entities of a table, by the names that version 7 has for their kinds. */
const parts: readonly (readonly [string, string, (row: Fields) => Fields])[] = [
  ['columns', 'columns', columnOf],
  ['indexes', 'indexes', indexOf],
  ['fks', 'foreignKeys', foreignKeyOf],
  ['pks', 'compositePrimaryKeys', asItIs],
  ['uniques', 'uniqueConstraints', asItIs],
  ['checks', 'checkConstraints', asItIs],
  ['policies', 'policies', asItIs],
];

/** The entities of drizzle-kit 1 (versions 8 and 9) in the form of a snapshot of version 7. */
export function snapshotOfEntities(entities: readonly Fields[]): Fields {
  const byKind = Map.groupBy(entities, ({ entityType }) => textOf(entityType));
  const byTable = Map.groupBy(entities, (row) => `${tableOf(row)} ${textOf(row.entityType)}`);
  const tables = (byKind.get('tables') ?? []).map((table) => {
    const inside = { schema: table.schema, table: table.name };
    const own = parts.map(([kind, name, convert]) => {
      const rows = byTable.get(`${tableOf(inside)} ${kind}`) ?? [];
      return [name, named(rows.map(convert))] as const;
    });
    return { ...table, isRLSEnabled: table.isRlsEnabled, ...Object.fromEntries(own) };
  });
  return {
    tables: Object.fromEntries(tables.map((table, index) => [index, table])),
    ...Object.fromEntries(
      ['enums', 'sequences', 'views'].map((kind) => [
        kind,
        Object.fromEntries((byKind.get(kind) ?? []).map((row, index) => [index, row])),
      ]),
    ),
  };
}

function tableOf({ schema, table }: Fields): string {
  return JSON.stringify([schema, table]);
}

function named(rows: readonly Fields[]): Fields {
  return Object.fromEntries(rows.map((row) => [textOf(row.name), row]));
}

function asItIs(row: Fields): Fields {
  return row;
}

/** What a column does not have is null, and was left out before; dimensions were in the type. */
function columnOf(row: Fields): Fields {
  const { dimensions } = row;
  const said = Object.entries(row).filter(([, value]) => value !== null);
  const suffix = '[]'.repeat(typeof dimensions === 'number' ? Math.min(dimensions, 6) : 0);
  return { ...Object.fromEntries(said), type: textOf(row.type) + suffix };
}

function indexOf(row: Fields): Fields {
  const columns = Object.values(fieldsOf(row.columns)).map((each) => {
    const { value, isExpression, asc, nullsFirst, opclass } = fieldsOf(each);
    const name = textOf(opclass) || textOf(fieldsOf(opclass).name);
    const nulls = nullsFirst === true ? 'first' : 'last';
    return { expression: value, isExpression, asc, nulls, opclass: name };
  });
  return { ...row, columns };
}

/** Version 7 wrote actions in small letters. */
function foreignKeyOf(row: Fields): Fields {
  return {
    ...row,
    columnsFrom: row.columns,
    onDelete: textOf(row.onDelete).toLowerCase(),
    onUpdate: textOf(row.onUpdate).toLowerCase(),
  };
}
