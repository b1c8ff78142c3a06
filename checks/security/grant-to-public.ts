import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'grant-to-public',
  title: 'Rights are given to everybody, or on everything',
  category: 'security',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['GrantStmt', 'AlterDefaultPrivilegesStmt'],
  covers: ['grant-to-public'],
  sources: [
    { tool: 'safe-migrate', rule: 'overbroad-grant' },
    { tool: 'migrationpilot', rule: 'MP085' },
    { tool: 'migrationpilot', rule: 'MP091' },
  ],
  message: 'Gives {privilege} to {role}.',
  why: 'Each role that can connect has these rights, those of later migrations and of APIs included.',
  todo: 'Give the rights to the role of the application, and only those that it needs.',
  variants: {
    option: {
      message: 'Gives {privilege} to {role} WITH GRANT OPTION.',
      why: 'The role can pass the rights on to anybody.',
      todo: 'Leave WITH GRANT OPTION out.',
    },
    all: {
      message: 'Gives all privileges on every table of a schema to {role}.',
      why: 'That includes TRUNCATE, triggers and references, which an application seldom needs.',
      todo: 'Name what it needs: `GRANT SELECT, INSERT, UPDATE, DELETE ON …`.',
    },
  },
  examples: {
    flagged: [
      { title: 'a table for everybody', sql: 'GRANT SELECT ON users TO PUBLIC;', lines: [1] },
      { title: 'everything', sql: 'GRANT ALL ON ALL TABLES IN SCHEMA public TO app;', lines: [1] },
      {
        title: 'to be passed on',
        sql: 'GRANT SELECT ON users TO app WITH GRANT OPTION;',
        lines: [1],
      },
      {
        title: 'what is to come',
        sql: 'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO anon;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a role', sql: 'GRANT SELECT ON users TO app;' },
      { title: 'taken away', sql: 'REVOKE ALL ON users FROM PUBLIC;' },
      { title: 'the use of a schema', sql: 'GRANT USAGE ON SCHEMA public TO PUBLIC;' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const defaults = as(node, 'AlterDefaultPrivilegesStmt')?.action;
    const grant = as(node, 'GrantStmt') ?? defaults;
    if (!grant?.is_grant || grant.objtype === 'OBJECT_SCHEMA') return;
    const roles = (grant.grantees ?? []).flatMap((each) => {
      const role = as(each, 'RoleSpec');
      return role?.roletype === 'ROLESPEC_PUBLIC' ? 'PUBLIC' : (role?.rolename ?? []);
    });
    const listed = (grant.privileges ?? []).flatMap(
      (each) => as(each, 'AccessPriv')?.priv_name ?? [],
    );
    const privilege = listed.length > 0 ? listed.map((name) => name.toUpperCase()) : ['ALL'];
    const isPublic = roles.some((role) => role === 'PUBLIC' || role === 'anon');
    const isAll = listed.length === 0 && grant.targtype === 'ACL_TARGET_ALL_IN_SCHEMA';
    const data = { privilege, role: roles };
    if (isPublic) visit.report({ data });
    else if (grant.grant_option) visit.report({ data, variant: 'option' });
    else if (isAll && stringsOf(grant.objects).length > 0) visit.report({ data, variant: 'all' });
  },
});
