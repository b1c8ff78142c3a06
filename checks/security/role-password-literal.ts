import { as, defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'role-password-literal',
  title: 'A password stands in a migration',
  category: 'security',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateRoleStmt', 'AlterRoleStmt', 'CreateUserMappingStmt'],
  covers: ['role-password-literal'],
  sources: [],
  message: 'The password of {role} stands in the migration.',
  why: 'It is in the history of the repository for good, in each clone of it, and in the logs of the server.',
  todo: 'Set the password from a secret store, outside of the migration, and change this one.',
  examples: {
    flagged: [
      { title: 'of a new role', sql: "CREATE ROLE app LOGIN PASSWORD 'hunter2';", lines: [1] },
    ],
    accepted: [
      { title: 'a role without one', sql: 'CREATE ROLE app LOGIN;' },
      { title: 'a password that is taken away', sql: 'ALTER ROLE app PASSWORD NULL;' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const create = as(node, 'CreateRoleStmt');
    const role = create?.role ?? as(node, 'AlterRoleStmt')?.role?.rolename ?? 'a role';
    const options =
      (create ?? as(node, 'AlterRoleStmt') ?? as(node, 'CreateUserMappingStmt'))?.options ?? [];
    const isWritten = options.some((each) => {
      const option = as(each, 'DefElem');
      return option?.defname === 'password' && as(option.arg, 'String') !== null;
    });
    if (isWritten) visit.report({ data: { role }, about: role });
  },
});
