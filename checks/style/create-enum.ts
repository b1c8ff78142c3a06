import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'create-enum',
  title: 'An enum is created',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateEnumStmt'],
  covers: ['create-enum'],
  sources: [
    { tool: 'eugene', rule: 'W13' },
    { tool: 'postgres-language-server', rule: 'creating-enum' },
  ],
  message: 'Creates the enum {type}.',
  why:
    'PostgreSQL adds values to an enum and never removes one. Taking a value away, or another order, ' +
    'needs a new type and rewrites every table that uses the old one.',
  todo:
    'Use `text({ enum: […] })` in the Drizzle schema with a CHECK, which can be replaced as NOT VALID, ' +
    'or a table of values with a foreign key.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        sql: `CREATE TYPE "public"."status" AS ENUM('open', 'done');`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a table with a CHECK, and a type that is none',
        sql: `CREATE TABLE a (b text CHECK (b IN ('open', 'done')));\nCREATE TYPE t AS (c int);`,
      },
    ],
  },
  statement(visit) {
    const names = stringsOf(as(visit.statement.node, 'CreateEnumStmt')?.typeName);
    visit.report({ data: { type: names.filter((name) => name !== 'public').join('.') } });
  },
});
