import {
  type Column,
  type DataType,
  type QualifiedName,
  type Schema,
  keyOf,
} from '../schema/model.ts';
import { serialDefault } from '../schema/new-column.ts';
import { isSerial } from '../sql/data-type.ts';
import { cutName } from '../sql/identifier.ts';
import { parseTypeText } from '../sql/type-text.ts';
import { type Fields, fieldsOf, textOf } from './snapshot-fields.ts';

/** Reads the type of a column's fields. */
export type ReadType = (fields: Fields) => DataType;

/** Reads types; a snapshot has few of them in many columns, so each is read once. */
export function typeReader(schema: Schema): ReadType {
  const found = new Map<string, DataType>();
  return (fields) => {
    const key = `${textOf(fields.typeSchema)} ${textOf(fields.type)}`;
    const type = found.get(key) ?? typeOf(fields, schema);
    found.set(key, type);
    return type;
  };
}

/** A column of a snapshot. */
export function readColumn(fields: Fields, relation: QualifiedName, readType: ReadType): Column {
  const name = cutName(textOf(fields.name));
  const { type: generatedAs } = fieldsOf(fields.generated);
  const identity = identityOf(fields);
  const serial = isSerial(textOf(fields.type));
  const isRequired = fields.notNull === true || fields.primaryKey === true;
  return {
    name,
    type: readType(fields),
    notNull: isRequired || serial || identity !== null,
    default: serial ? serialDefault(relation, name) : defaultOf(fields),
    generated: fields.generated ? (generatedAs === 'virtual' ? 'virtual' : 'stored') : null,
    identity,
    isNew: false,
  };
}

/** The name of an enum stands without quotes, whatever characters it has. */
function typeOf(fields: Fields, schema: Schema): DataType {
  const text = textOf(fields.type);
  const base = text.replace(/(?:\[\d*\])+$/, '');
  const inside = textOf(fields.typeSchema) || 'public';
  const name = { schema: inside, name: cutName(base) };
  if (!('typeSchema' in fields) && !schema.enums.has(keyOf(name))) return parseTypeText(text);
  const dimensions = text.slice(base.length).split('[').length - 1;
  return { ...name, modifiers: [], dimensions };
}

/** A default is SQL text, or a number or boolean as JSON. */
function defaultOf(fields: Fields): string | null {
  const { default: value } = fields;
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function identityOf(fields: Fields): Column['identity'] {
  const { type } = fieldsOf(fields.identity);
  if (type === undefined) return null;
  return type === 'always' ? 'always' : 'by default';
}
