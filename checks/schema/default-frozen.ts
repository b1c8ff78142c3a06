import { defineCheck } from '../../src/review/check.ts';

/** A call in `.default(…)`, which drizzle-kit makes when it generates a migration. */
const call = /\.default\(\s*((?:new\s+)?[\w.]+\()/;

export default defineCheck({
  id: 'default-frozen',
  title: 'A default is computed once, when the migration is generated',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The default of {column} is computed when the migration is generated: {call}.',
  many: 'The defaults of {count} columns are computed when the migration is generated: {column}.',
  why:
    'drizzle-kit calls the function once and writes its result into the migration. From then on every ' +
    'row without a value gets the same one, and the next `drizzle-kit generate` changes the default again.',
  todo:
    'For each row anew: `.$defaultFn(() => …)` where Drizzle inserts, `.defaultNow()` for the present ' +
    'time, or ``.default(sql`…`)`` for any writer.',
  examples: {
    flagged: [
      {
        title: 'an id and a time',
        schema:
          "export const users = pgTable('users', {\n  id: text('id').primaryKey().default(createId()),\n" +
          "  joinedAt: timestamp('joined_at').default(new Date()),\n});",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'functions that run for each row, and a fixed time',
        schema:
          "export const users = pgTable('users', {\n  id: text('id').primaryKey().$defaultFn(() => createId()),\n" +
          "  joinedAt: timestamp('joined_at').defaultNow(),\n  seenAt: timestamp('seen_at').default(new Date(0)),\n" +
          "  token: uuid('token').default(sql`gen_random_uuid()`),\n});",
      },
    ],
  },
  schema(visit) {
    for (const { name: table, columns } of visit.tables) {
      for (const { name, place } of columns) {
        const [, called] = call.exec(place.source) ?? [];
        if (place.unknownDefault === null || called === undefined) continue;
        visit.report({
          path: place.path,
          at: place.range,
          cause: table,
          data: { column: `${table}.${name}`, call: `${called}…)` },
        });
      }
    }
  },
});
