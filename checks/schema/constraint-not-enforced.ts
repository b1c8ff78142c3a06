import { defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'constraint-not-enforced',
  title: 'A constraint holds nothing',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt', 'CreateStmt'],
  covers: ['constraint-not-enforced'],
  sources: [{ tool: 'migrationpilot', rule: 'MP082' }],
  message: 'A constraint is NOT ENFORCED: PostgreSQL never checks it.',
  why: 'Neither old nor new rows are checked. To enforce it later, all rows are read under a lock.',
  todo: 'Write NOT VALID instead: new rows are checked at once, and old ones when you validate it.',
  examples: {
    flagged: [
      {
        title: 'a CHECK',
        postgres: 18,
        sql: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT ENFORCED;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'NOT VALID',
        postgres: 18,
        sql: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;',
      },
      {
        title: 'in a text',
        sql: "CREATE TABLE a (id int PRIMARY KEY, b text DEFAULT 'NOT ENFORCED');",
      },
    ],
  },
  statement(visit) {
    const text = visit.statement.text.replace(/'(?:[^']|'')*'|"[^"]*"|--.*|\/\*[\s\S]*?\*\//g, '');
    if (/\bNOT\s+ENFORCED\b/i.test(text)) visit.report({});
  },
});
