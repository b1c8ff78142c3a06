import { makeName } from '../schema/choose-name.ts';
import { namesIn } from '../schema/expression.ts';
import type { Constraint, ConstraintKind, Index, Relation } from '../schema/model.ts';
import { cutName } from '../sql/identifier.ts';
import { type Fields, entriesOf, fieldsOf, textOf, textsOf } from './snapshot-fields.ts';

/** The constraints of a table in a snapshot, where a key of one column is the column's. */
export function readConstraints(relation: Relation, table: Fields): Constraint[] {
  const key = entriesOf(table.columns).filter(({ primaryKey }) => primaryKey === true);
  const keyName = makeName(relation.name.name, [], 'pkey');
  const ofColumn = key.map(({ name }) => make('primary key', keyName, [textOf(name)]));
  return [
    ...ofColumn,
    ...entriesOf(table.compositePrimaryKeys).map((each) => listed('primary key', each)),
    ...entriesOf(table.uniqueConstraints).map((each) => listed('unique', each)),
    ...entriesOf(table.checkConstraints).map((each) => readCheck(relation, each)),
    ...entriesOf(table.foreignKeys).map(readForeignKey),
  ];
}

/** The indexes of a table in a snapshot. */
export function readIndexes(table: Fields): Index[] {
  return entriesOf(table.indexes).map((fields) => {
    const keys = Array.isArray(fields.columns) ? fields.columns.map(readKey) : [];
    return {
      name: cutName(textOf(fields.name)),
      columns: keys.map(({ column }) => column),
      expressions: keys.flatMap(({ expression }) => expression ?? []),
      include: [],
      options: keys.map(({ options }) => options),
      nullsNotDistinct: false,
      unique: fields.isUnique === true,
      method: textOf(fields.method) || 'btree',
      where: textOf(fields.where) || null,
      isNew: false,
    };
  });
}

/** Versions before 7 have the names of columns only. */
function readKey(key: unknown): Key {
  if (typeof key === 'string') return { column: cutName(key), expression: null, options: '' };
  const { expression, isExpression, asc, nulls, opclass } = fieldsOf(key);
  const order = asc === false ? 'desc' : '';
  // drizzle-kit writes `last` for both orders unless told otherwise.
  const ownNulls = order ? 'last' : 'first';
  const options = [textOf(opclass), order, nulls === ownNulls ? `nulls ${ownNulls}` : '']
    .filter((part) => part !== '')
    .join(' ');
  if (isExpression === true) return { column: null, expression: textOf(expression), options };
  return { column: cutName(textOf(expression)), expression: null, options };
}

interface Key {
  readonly column: string | null;
  readonly expression: string | null;
  readonly options: string;
}

function readCheck(relation: Relation, fields: Fields): Constraint {
  const expression = textOf(fields.value);
  const names = namesIn(expression);
  const columns = [...relation.columns.keys()].filter((name) => names.has(name));
  return { ...make('check', textOf(fields.name), columns), expression };
}

function readForeignKey(fields: Fields): Constraint {
  const table = {
    schema: textOf(fields.schemaTo) || 'public',
    name: cutName(textOf(fields.tableTo)),
  };
  return {
    ...make('foreign key', textOf(fields.name), textsOf(fields.columnsFrom)),
    references: {
      table,
      columns: textsOf(fields.columnsTo).map((each) => cutName(each)),
      onDelete: textOf(fields.onDelete) || 'no action',
      onUpdate: textOf(fields.onUpdate) || 'no action',
    },
  };
}

function listed(kind: ConstraintKind, fields: Fields): Constraint {
  return make(kind, textOf(fields.name), textsOf(fields.columns));
}

function make(kind: ConstraintKind, name: string, columns: readonly string[]): Constraint {
  return {
    name: cutName(name),
    kind,
    columns: columns.map((each) => cutName(each)),
    references: null,
    expression: null,
    validated: true,
    isNew: false,
  };
}
