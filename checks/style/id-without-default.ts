import {
  defineCheck,
  foreignKeysOf,
  formatType,
  placeOfColumn,
  primaryKeyOf,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'id-without-default',
  title: 'An id is not made as the others are',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    functions: {
      type: 'list',
      default: ['createId'],
      what: 'The functions that make ids, one of which `$defaultFn` has to call.',
    },
  },
  message: '{column} is the primary key, and {function} does not make its values.',
  many: '{count} primary keys are not made by {function}: {column}.',
  why:
    'Ids of this database are made in one way, so that they look alike, sort alike and cannot be guessed. ' +
    'Here each insert has to bring a value of its own.',
  todo: "Declare `id: text('id').primaryKey().$defaultFn(() => {function}())`. For a key that comes from elsewhere, say in a comment what it is.",
  variants: {
    other: {
      message: '{column} is the primary key and {type}; ids are text made by {function} here.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'nothing makes it, or something else',
        schema:
          "export const a = pgTable('a', {\n  id: text('id').primaryKey(),\n});\n" +
          "export const b = pgTable('b', {\n  id: uuid('id').primaryKey().defaultRandom(),\n});",
        lines: [2, 5],
      },
    ],
    accepted: [
      {
        title:
          'the function of the team, a key of two columns, a key that refers, and one that is explained',
        schema:
          "export const a = pgTable('a', { id: text('id').primaryKey().$defaultFn(() => createId()) });\n" +
          "export const b = pgTable('b', { id: text('id').primaryKey().references(() => a.id) });\n" +
          "export const c = pgTable('c', { id: text('id'), of: text('of') }, (t) => [primaryKey({ columns: [t.id, t.of] })]);\n" +
          "export const d = pgTable('d', {\n  id: text('id').primaryKey(), // SHA-256 of the content\n});",
      },
    ],
  },
  schema(visit) {
    const [first = 'createId'] = visit.options.functions;
    for (const table of visit.tables) {
      const [key, ...others] = primaryKeyOf(table);
      const column = table.columns.find(({ name }) => name === key);
      if (!column || others.length > 0 || column.place.property !== 'id') continue;
      const { calls, source, comment } = column.place;
      const isMade = visit.options.functions.some((each) => source.includes(each));
      const isReference = foreignKeysOf(table).some(({ columns }) => columns.includes(column.name));
      const isExplained = comment !== '';
      if (isMade || isReference || isExplained) continue;
      const isOther = calls.some((each) => each.startsWith('$default')) || hasValue(column);
      visit.report({
        ...placeOfColumn(column),
        cause: 'id',
        ...(isOther && { variant: 'other' }),
        data: {
          column: `${table.name}.${column.name}`,
          function: first,
          type: formatType(column.type),
        },
      });
    }
  },
});

function hasValue({
  default: value,
  identity,
}: {
  default: string | null;
  identity: unknown;
}): boolean {
  return value !== null || identity !== null;
}
