import {
  type DeclaredColumn,
  type DeclaredTable,
  defineCheck,
  placeOfColumn,
  tableGlobs,
  wordsOf,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'timestamps-incomplete',
  title: 'The times of creation and change are not kept',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    required: {
      type: 'list',
      default: ['createdAt', 'updatedAt'],
      what: 'The times that every table has to have.',
    },
    without: { type: 'list', default: [], what: 'Globs of tables that need none of them.' },
    rawSql: {
      type: 'boolean',
      default: false,
      what: 'Whether others than Drizzle insert rows, for whom `$defaultFn` and `$onUpdate` give no value.',
    },
  },
  message: 'The table {table} has no {missing}.',
  many: '{count} tables lack {missing}: {table}.',
  why: 'When a row came and when it changed is asked in each incident, and cannot be found out later.',
  todo:
    'Add `createdAt: timestamp().defaultNow().notNull()` and ' +
    '`updatedAt: timestamp().defaultNow().notNull().$onUpdate(() => new Date())`.',
  variants: {
    created: {
      message: '{column} is not filled when a row is created, or may be null.',
      why: 'A row that was inserted without it has no time, and sorting by it puts such rows at one end.',
      todo: 'Declare it with `.defaultNow().notNull()`.',
    },
    updated: {
      message: 'Nothing in the schema changes {column} when a row changes.',
      why: 'It keeps the time of the insert unless each update sets it, and one that forgets it goes unseen.',
      todo: 'Declare it with `.$onUpdate(() => new Date())`, or keep it by a trigger.',
    },
    raw: {
      message: '{column} is NOT NULL, and only Drizzle gives it a value.',
      why: 'An INSERT in SQL, by a migration, a script or another service, fails (23502) without it.',
      todo: 'Add `.defaultNow()`, which Drizzle and every other writer use.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'none, and some that are not filled',
        schema:
          "export const a = pgTable('a', { id: text('id').primaryKey() });\nexport const b = pgTable('b', {\n" +
          "  createdAt: timestamp('created_at').defaultNow(),\n  updatedAt: timestamp('updated_at').defaultNow().notNull(),\n});",
        lines: [1, 3, 4],
      },
      {
        title: 'only Drizzle fills it',
        options: { rawSql: true, required: [] },
        schema:
          "export const b = pgTable('b', {\n  updatedAt: timestamp('updated_at').notNull().$onUpdate(() => new Date()),\n});",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'both, in either case, and a table that needs none',
        options: { without: ['*_tags'] },
        schema:
          "export const a = pgTable('a', {\n  created_at: timestamp('created_at').defaultNow().notNull(),\n" +
          "  updated_at: timestamp('updated_at').notNull().$onUpdate(() => new Date()),\n});\n" +
          "export const pageTags = pgTable('page_tags', { id: text('id') });",
      },
    ],
  },
  schema(visit) {
    const { required, without, rawSql } = visit.options;
    const isWithout = tableGlobs(without);
    for (const table of visit.tables) {
      const missing = required.filter((name) => !columnNamed(table, name));
      if (missing.length > 0 && !isWithout(table.name)) {
        const { path, range } = table.place;
        visit.report({
          path,
          at: range,
          cause: missing.join(),
          data: { table: table.name, missing },
        });
      }
      for (const [name, variantOf] of known) {
        const column = columnNamed(table, name);
        const variant = column && variantOf(column, rawSql);
        if (!column || !variant) continue;
        const data = { column: `${table.name}.${column.name}` };
        visit.report({ ...placeOfColumn(column), variant, data });
      }
    }
  },
});

type VariantOf = (column: DeclaredColumn, rawSql: boolean) => string | null;

const known: readonly (readonly [string, VariantOf])[] = [
  [
    'createdAt',
    ({ place: { calls }, default: value, notNull }, rawSql) => {
      const isByDrizzle = calls.some((each) => each.startsWith('$default'));
      if (!notNull || (value === null && !isByDrizzle)) return 'created';
      return value === null && rawSql ? 'raw' : null;
    },
  ],
  [
    'updatedAt',
    ({ place: { calls }, default: value, notNull }, rawSql) => {
      if (!calls.some((each) => each.startsWith('$onUpdate'))) return 'updated';
      return notNull && value === null && rawSql ? 'raw' : null;
    },
  ],
];

function columnNamed({ columns }: DeclaredTable, name: string): DeclaredColumn | undefined {
  const words = wordsOf(name).join();
  return columns.find((each) => wordsOf(each.name).join() === words);
}
