import { as, defineCheck, relationOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'policy-without-rls',
  title: 'A policy has no effect, since row level security is off',
  category: 'security',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['CreatePolicyStmt'],
  covers: ['policy-without-rls'],
  sources: [{ tool: 'splinter', rule: '0007' }],
  message: 'The policy {policy} of {table} has no effect: row level security is off.',
  many: '{count} policies of {table} have no effect: row level security is off.',
  why: 'PostgreSQL keeps the policy and asks nobody: every role with rights on the table sees all rows.',
  todo: 'Enable it in the same migration: `ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;`',
  examples: {
    flagged: [
      {
        title: 'a new table',
        sql: 'CREATE TABLE a (b int);\nCREATE POLICY p ON a USING (b > 0);',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'enabled, before or after',
        sql: 'CREATE TABLE a (b int);\nCREATE POLICY p ON a USING (b > 0);\nALTER TABLE a ENABLE ROW LEVEL SECURITY;',
      },
      {
        title: 'a table of which nobody knows',
        sql: 'CREATE POLICY p ON users USING (id > 0);',
      },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'CreatePolicyStmt');
    if (!create?.table || relationOf(visit.end(), create.table)?.rowSecurity !== 'off') return;
    const table = written(create.table);
    visit.report({ data: { policy: create.policy_name ?? '', table }, cause: table });
  },
});
