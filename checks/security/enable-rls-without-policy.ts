import { alterCommands, defineCheck, relationOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'enable-rls-without-policy',
  title: 'Row level security is enabled, and no policy lets anybody in',
  category: 'security',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_EnableRowSecurity'],
  covers: ['enable-rls-without-policy'],
  sources: [
    { tool: 'splinter', rule: '0008' },
    { tool: 'migrationpilot', rule: 'MP057' },
  ],
  message: 'Enables row level security of {table}, and no policy lets anybody in.',
  many: 'Enables row level security of {count} tables, and no policy lets anybody in: {table}.',
  why:
    'Without a policy, roles other than the owner and superusers find no row in the table and can ' +
    'write none, without an error on reading. The owner is not held back, unless it is forced.',
  todo:
    'Where the application connects with a role of its own, declare its policies in the Drizzle ' +
    'schema: `pgPolicy("…", { … })`. Where all access has to stop, this is right.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        sql: 'CREATE TABLE a (b int);\nALTER TABLE "a" ENABLE ROW LEVEL SECURITY;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'with a policy in the same change',
        sql: 'CREATE TABLE a (b int);\nALTER TABLE a ENABLE ROW LEVEL SECURITY;\nCREATE POLICY p ON a USING (b > 0);',
      },
      {
        title: 'a table whose policies nobody knows',
        sql: 'ALTER TABLE a ENABLE ROW LEVEL SECURITY;',
      },
    ],
  },
  statement(visit) {
    for (const { table } of alterCommands(visit.statement.node, 'AT_EnableRowSecurity')) {
      const relation = relationOf(visit.end(), table);
      if (!relation || relation.policies.length > 0 || relation.rowSecurity !== 'on') continue;
      visit.report({ data: { table: written(table) }, cause: 'enabled' });
    }
  },
});
