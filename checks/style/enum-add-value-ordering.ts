import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'enum-add-value-ordering',
  title: 'A value is added to an enum without its place',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterEnumStmt'],
  covers: ['enum-add-value-ordering'],
  sources: [{ tool: 'squawk', rule: 'require-enum-value-ordering' }],
  message: 'Adds {value} to the enum {type} without BEFORE or AFTER.',
  many: 'Adds {count} values to the enum {type} without BEFORE or AFTER: {value}.',
  why:
    'The value goes to the end. Values compare and sort in their order, and it can never be changed. ' +
    'drizzle-kit writes BEFORE where the schema has the value elsewhere, so what it writes is right.',
  todo: "Say the place: `ALTER TYPE {type} ADD VALUE '{value}' AFTER '…';`",
  examples: {
    flagged: [
      {
        title: 'at the end',
        sql: `ALTER TYPE "public"."status" ADD VALUE 'late';\nALTER TYPE s ADD VALUE IF NOT EXISTS 'x';`,
        lines: [1, 2],
      },
    ],
    accepted: [
      {
        title: 'with a place, and a renamed one',
        sql:
          `ALTER TYPE status ADD VALUE 'a' BEFORE 'b';\nALTER TYPE status ADD VALUE 'c' AFTER 'b';\n` +
          `ALTER TYPE status RENAME VALUE 'a' TO 'd';`,
      },
    ],
  },
  statement(visit) {
    const alter = as(visit.statement.node, 'AlterEnumStmt');
    if (!alter || alter.oldVal !== undefined || alter.newValNeighbor !== undefined) return;
    const type = stringsOf(alter.typeName)
      .filter((name) => name !== 'public')
      .join('.');
    visit.report({ cause: type, data: { type, value: alter.newVal ?? '' } });
  },
});
