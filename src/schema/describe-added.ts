import { formatType } from '../sql/format-type.ts';
import { writeName, writeQualified } from '../sql/identifier.ts';
import type { Column, Constraint, EnumType, Index, Policy, Relation } from './model.ts';

/** More columns, or values, of one object are counted. */
const mostParts = 12;

/** What an object is that was added, in words close to SQL. Each is empty where there is no more to say. */
export const describeAdded = {
  column: ({ type, notNull, default: value, generated, identity }: Column): string =>
    words(
      formatType(type),
      notNull && 'not null',
      value !== null && `default ${value}`,
      generated && `generated ${generated}`,
      identity && `identity ${identity}`,
    ),

  relation({ kind, columns, partitionOf }: Relation): string {
    const parts = [...columns.values()].map(({ name, type }) => `${name} ${formatType(type)}`);
    const of =
      partitionOf && `partition of ${writeQualified(partitionOf.schema, partitionOf.name)}`;
    return [kind === 'table' || kind === 'view' ? '' : kind, of ?? '', listed(parts)]
      .filter((each) => each !== '')
      .join(': ');
  },

  constraint({ kind, columns, references, expression, validated }: Constraint): string {
    const what =
      kind === 'check' ? `check (${expression ?? ''})` : `${kind} (${columns.join(', ')})`;
    return words(
      what,
      references && `→ ${target(references)}`,
      references && references.onDelete !== 'no action' && `on delete ${references.onDelete}`,
      !validated && 'not validated',
    );
  },

  index(index: Index): string {
    const { unique, method, where } = index;
    return words(
      unique && 'unique',
      `(${keysOf(index).join(', ')})`,
      method !== 'btree' && `using ${method}`,
      where !== null && `where ${where}`,
    );
  },

  enum: ({ values }: EnumType): string =>
    listed(values.map((value) => `'${value.replaceAll("'", "''")}'`)),

  policy: ({ command, permissive, roles, using, check }: Policy): string =>
    words(
      !permissive && 'restrictive',
      `for ${command} to ${roles.join(', ')}`,
      using !== null && `using ${using}`,
      check !== null && `with check ${check}`,
    ),
} as const;

/** The keys of an index as SQL writes them: columns and expressions in their order. */
export function keysOf({ columns, expressions }: Index): string[] {
  const rest = expressions.values();
  return columns.map((column) => (column === null ? (rest.next().value ?? '') : writeName(column)));
}

function target({ table, columns }: NonNullable<Constraint['references']>): string {
  return `${writeQualified(table.schema, table.name)}(${columns.join(', ')})`;
}

function words(...parts: readonly (string | false | null)[]): string {
  return parts.filter((part) => part !== false && part !== null && part !== '').join(' ');
}

function listed(parts: readonly string[]): string {
  const more = parts.length - mostParts;
  const shown = parts.slice(0, mostParts).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
