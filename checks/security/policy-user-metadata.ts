import { as, defineCheck, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'policy-user-metadata',
  title: 'A policy trusts what users write about themselves',
  category: 'security',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['CreatePolicyStmt', 'AlterPolicyStmt'],
  covers: ['policy-user-metadata'],
  sources: [{ tool: 'splinter', rule: '0015' }],
  message: 'The policy {policy} of {table} reads user_metadata, which users can change.',
  why:
    'In Supabase each user may write what is in `user_metadata`, or `raw_user_meta_data`, of the own ' +
    'account, and so becomes whatever the policy asks for.',
  todo: 'Read `app_metadata`, which only the server writes, or a table of your own.',
  examples: {
    flagged: [
      {
        title: 'a role in the token',
        sql: "CREATE POLICY p ON notes USING ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'what the server writes',
        sql: "CREATE POLICY p ON notes USING ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');",
      },
    ],
  },
  statement(visit) {
    const { node, text } = visit.statement;
    const policy = as(node, 'CreatePolicyStmt') ?? as(node, 'AlterPolicyStmt');
    if (!policy?.table || !/\b(raw_)?user_meta_?data\b/.test(text)) return;
    visit.report({ data: { policy: policy.policy_name ?? '', table: written(policy.table) } });
  },
});
