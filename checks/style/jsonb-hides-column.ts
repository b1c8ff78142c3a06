import { defineCheck, placeOfPart } from '../../src/review/check.ts';

/** A key that is taken out of JSON as text. */
const taken = /->>\s*'([^']+)'/;

export default defineCheck({
  id: 'jsonb-hides-column',
  title: 'A key of JSON is searched by like a column',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The index {index} is on the key {key} of JSON: it is a column of {table}.',
  why:
    'What has an index is filtered by. In JSON it has no type, no NOT NULL and no foreign key, the planner has ' +
    'no statistics of it but for the index, and each change of it writes the whole document anew.',
  todo:
    'Make it a column: a plain one, or one that PostgreSQL keeps: ' +
    '`text().generatedAlwaysAs(sql`…`)`, which rewrites the table once.',
  examples: {
    flagged: [
      {
        title: 'an index on a key',
        schema:
          "export const a = pgTable('a', { meta: jsonb('meta') }, (t) => [\n  index('a_kind').on(sql`(${t.meta}->>'kind')`),\n]);",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'an index on all of it',
        schema:
          "export const a = pgTable('a', { meta: jsonb('meta') }, (t) => [index('a_meta').using('gin', t.meta)]);",
      },
    ],
  },
  schema(visit) {
    for (const table of visit.tables) {
      for (const { name, expressions, where } of table.relation.indexes) {
        const [, key] = taken.exec([...expressions, where ?? ''].join(' ')) ?? [];
        if (key === undefined) continue;
        const data = { index: name, key, table: table.name };
        visit.report({ ...placeOfPart(table, 'indexes', name), about: [table.name, name], data });
      }
    }
  },
});
