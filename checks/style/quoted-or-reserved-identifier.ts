import { defineCheck, newNames, namingKinds, sqlName } from '../../src/review/check.ts';

export default defineCheck({
  id: 'quoted-or-reserved-identifier',
  title: 'A name that has to be quoted wherever it is written',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: namingKinds,
  covers: ['quoted-or-reserved-identifier'],
  sources: [
    { tool: 'bytebase', rule: 'NAMING_TABLE' },
    { tool: 'bytebase', rule: 'NAMING_COLUMN' },
    { tool: 'pg-migration-lint', rule: 'PML509' },
  ],
  message: 'The name {name} works only in quotes.',
  many: '{count} names work only in quotes: {name}.',
  why:
    'It has capitals or other signs, or is a reserved word. Drizzle quotes it; raw SQL, psql and reports ' +
    'fail, or read another name, where somebody forgets.',
  todo: "Name it in small letters and underscores; `casing: 'snake_case'` lets the code keep its own.",
  examples: {
    flagged: [
      {
        title: 'capitals and a reserved word',
        sql: 'CREATE TABLE "user" (\n  "firstName" text,\n  "order" int\n);',
        lines: [1],
      },
      { title: 'an index', sql: 'CREATE INDEX "by-name" ON users (name);', lines: [1] },
    ],
    accepted: [
      {
        title: 'quotes that are not needed, and words that are not reserved',
        sql: 'CREATE TABLE "users" ("name" text, "type" text, "first_name" text);',
      },
    ],
  },
  statement(visit) {
    for (const { name, at } of newNames(visit.statement)) {
      if (sqlName(name) !== name) visit.report({ at, cause: 'quoted', data: { name } });
    }
  },
});
