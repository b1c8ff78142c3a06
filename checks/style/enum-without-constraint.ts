import {
  type DeclaredColumn,
  defineCheck,
  placeOfColumn,
  sqlName,
} from '../../src/review/check.ts';

/** A union of texts, as TypeScript writes it. */
const union = /^\s*\|?\s*(?:'[^']*'|"[^"]*")(?:\s*\|\s*(?:'[^']*'|"[^"]*"))+\s*$/;

export default defineCheck({
  id: 'enum-without-constraint',
  title: 'Only TypeScript knows which values a column has',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The database takes any text in {column}; TypeScript knows {values}.',
  many: 'The database takes any text in {count} columns with fixed values: {column}.',
  why:
    '`text({ enum })` and `$type` say to the compiler what the column holds, and nothing to PostgreSQL. SQL by ' +
    'hand, another service, or an older version of the code can write something else, which is then read ' +
    'under a type that excludes it.',
  todo: 'Use `pgEnum`, or add a CHECK, which is easier to change:\n\n```ts\ncheck("{name}", sql`{condition}`)\n```',
  examples: {
    flagged: [
      {
        title: 'an enum of text, and a type',
        schema:
          "export const a = pgTable('a', {\n  status: text('status', { enum: ['open', 'done'] }),\n" +
          "  kind: text('kind').$type<'x' | 'y'>(),\n});",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'an enum of the database, a CHECK, other types',
        schema:
          "export const state = pgEnum('state', ['open', 'done']);\nexport const a = pgTable('a', {\n  state: state('state'),\n" +
          "  status: text('status', { enum: ['open', 'done'] }),\n  id: text('id').$type<`user_${string}`>(),\n}, (t) => [\n" +
          "  check('status_known', sql`${t.status} in ('open', 'done')`),\n]);",
      },
    ],
  },
  schema(visit) {
    for (const { name: table, columns, relation } of visit.tables) {
      const checked = new Set(
        relation.constraints
          .filter(({ kind }) => kind === 'check')
          .flatMap(({ columns: of }) => of),
      );
      for (const column of columns) {
        const values = valuesOf(column);
        if (values === null || checked.has(column.name)) continue;
        const list = values.map((each) => `'${each.replaceAll("'", "''")}'`).join(', ');
        visit.report({
          ...placeOfColumn(column),
          cause: table,
          about: `${table}.${column.name}`,
          data: {
            column: `${table}.${column.name}`,
            values,
            name: `${relation.name.name}_${column.name}_check`,
            condition: `${sqlName(column.name)} IN (${list})`,
          },
        });
      }
    }
  },
});

function valuesOf({ type, place }: DeclaredColumn): readonly string[] | null {
  const isText = type.name === 'text' || type.name === 'varchar';
  if (!isText || type.dimensions > 0) return null;
  if (place.values) return place.values;
  if (place.type === null || !union.test(place.type)) return null;
  return [...place.type.matchAll(/'([^']*)'|"([^"]*)"/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
}
