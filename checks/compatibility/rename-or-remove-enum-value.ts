import { as, defineCheck, sqlName, stringsOf, typeNamed, keyOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'rename-or-remove-enum-value',
  title: 'A value of an enum is renamed under running code',
  category: 'compatibility',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterEnumStmt'],
  covers: ['rename-or-remove-enum-value'],
  sources: [
    { tool: 'strong_migrations', rule: 'rename_enum_value' },
    { tool: 'migrationpilot', rule: 'MP060' },
  ],
  message: 'Renames the value {value} of {type} to {to}.',
  why:
    'The rows change at once. The version of the code that still runs writes and asks for the old ' +
    'value, which PostgreSQL refuses (22P02), and reads a value that it does not know.',
  todo:
    'Add the new value and leave the old one in the type: `{add}`. In the next release write the new ' +
    'one, and then change the rows that still have the old one.',
  examples: {
    flagged: [
      {
        title: 'a type that was there before',
        sql: `ALTER TYPE "status" RENAME VALUE 'done' TO 'finished';`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a type that the same change made',
        sql: `CREATE TYPE s AS ENUM ('a');\nALTER TYPE s RENAME VALUE 'a' TO 'b';`,
      },
      { title: 'a new value', sql: `ALTER TYPE s ADD VALUE 'b';` },
    ],
  },
  statement(visit) {
    const change = as(visit.statement.node, 'AlterEnumStmt');
    const { oldVal: value, newVal: to = '' } = change ?? {};
    if (value === undefined) return;
    const parts = stringsOf(change?.typeName);
    if (visit.before.enums.get(keyOf(typeNamed(visit.before, parts)))?.isNew) return;
    const add = `ALTER TYPE ${parts.map(sqlName).join('.')} ADD VALUE '${to.replaceAll("'", "''")}';`;
    visit.report({ data: { value, type: parts.join('.'), to, add } });
  },
});
