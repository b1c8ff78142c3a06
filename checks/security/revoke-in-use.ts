import {
  as,
  defineCheck,
  type Node,
  relationOf,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'revoke-in-use',
  title: 'A right is taken away that running code may use',
  category: 'security',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['GrantStmt'],
  covers: ['revoke-in-use'],
  sources: [{ tool: 'migrationpilot', rule: 'MP091' }],
  message: 'Takes {right} on {object} from {role}.',
  why:
    'If the running code connects as that role, or as a member of it, it fails from the commit on ' +
    '(42501), until a version that does not need the right runs everywhere.',
  todo: 'Deploy the code that does without first. Take the right away in the release after it.',
  examples: {
    flagged: [
      {
        title: 'writing to a table',
        sql: 'REVOKE INSERT, UPDATE ON TABLE users FROM app;',
        lines: [1],
      },
      { title: 'all of a schema', sql: 'REVOKE USAGE ON SCHEMA public FROM app;', lines: [1] },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (b int);\nREVOKE ALL ON a FROM app;',
      },
      {
        title: 'what everybody has by default',
        sql: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC;\nREVOKE ALL ON FUNCTION f() FROM app;',
      },
      { title: 'a right that is given', sql: 'GRANT SELECT ON users TO app;' },
    ],
  },
  statement(visit) {
    const grant = as(visit.statement.node, 'GrantStmt');
    if (!grant || grant.is_grant || grant.grant_option) return;
    const objects = (grant.objects ?? []).filter((each) => isOld(visit, each));
    if (!kinds.has(grant.objtype ?? '') || objects.length === 0) return;
    const role = (grant.grantees ?? []).flatMap((each) => as(each, 'RoleSpec')?.rolename ?? []);
    if (role.length === 0) return;
    const right = (grant.privileges ?? []).flatMap(
      (each) => as(each, 'AccessPriv')?.priv_name?.toUpperCase() ?? [],
    );
    visit.report({
      data: {
        right: { prose: right.length > 0 ? right.join(', ') : 'ALL' },
        object: objects.map(nameOf),
        role,
      },
    });
  },
});

const kinds: ReadonlySet<string> = new Set(['OBJECT_TABLE', 'OBJECT_SCHEMA', 'OBJECT_SEQUENCE']);

function isOld({ before }: StatementVisit, object: Node): boolean {
  const table = as(object, 'RangeVar');
  return !table || !relationOf(before, table)?.isNew;
}

function nameOf(object: Node): string {
  const table = as(object, 'RangeVar');
  return table ? written(table) : (as(object, 'String')?.sval ?? '');
}
