import { as, defineCheck, type Node, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'policy-always-true',
  title: 'A policy lets everybody write every row',
  category: 'security',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreatePolicyStmt'],
  covers: ['policy-always-true'],
  sources: [{ tool: 'splinter', rule: '0024' }],
  message: 'The policy {policy} of {table} lets everybody write every row.',
  many: '{count} policies of {table} let everybody write every row: {policy}.',
  why:
    'Its condition is `true`, and it holds for PUBLIC or anonymous roles. A permissive policy is enough ' +
    'to be let in, whatever the others say.',
  todo: 'Name the role that it is for with `TO`, or the rows: `USING (user_id = …)`.',
  examples: {
    flagged: [
      { title: 'for all', sql: 'CREATE POLICY p ON notes USING (true);', lines: [1] },
      {
        title: 'for INSERT by anonymous users',
        sql: 'CREATE POLICY p ON notes FOR INSERT TO anon WITH CHECK (true);',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'reading', sql: 'CREATE POLICY p ON notes FOR SELECT USING (true);' },
      { title: 'a role', sql: 'CREATE POLICY p ON notes TO service_role USING (true);' },
      { title: 'a condition', sql: 'CREATE POLICY p ON notes USING (id = 1);' },
      {
        title: 'one that only takes away',
        sql: 'CREATE POLICY p ON notes AS RESTRICTIVE USING (true);',
      },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'CreatePolicyStmt');
    if (!create?.table || !create.permissive || create.cmd_name === 'select') return;
    const isOpen = (create.roles ?? []).some((each) => {
      const role = as(each, 'RoleSpec');
      return role?.roletype === 'ROLESPEC_PUBLIC' || role?.rolename === 'anon';
    });
    if (!isOpen || !isTrue(create.qual ?? create.with_check)) return;
    const table = written(create.table);
    visit.report({ data: { policy: create.policy_name ?? '', table }, cause: table });
  },
});

function isTrue(condition: Node | undefined): boolean {
  return as(condition, 'A_Const')?.boolval?.boolval === true;
}
