import { as, defineCheck } from '../../src/review/check.ts';

const powers: ReadonlySet<string> = new Set([
  'superuser',
  'bypassrls',
  'createrole',
  'isreplication',
]);

export default defineCheck({
  id: 'superuser-role',
  title: 'A migration gives power over the whole server',
  category: 'security',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateRoleStmt', 'AlterRoleStmt', 'AlterSystemStmt', 'CopyStmt', 'CreateFunctionStmt'],
  covers: ['superuser-role'],
  sources: [{ tool: 'migrationpilot', rule: 'MP073' }],
  message: 'Gives power over the server: {what}.',
  why: 'It reaches past the database of the application, and whoever gets hold of it has all the others.',
  todo: 'Let an administrator do it by hand, where it is needed at all.',
  examples: {
    flagged: [
      { title: 'a superuser', sql: 'CREATE ROLE admin SUPERUSER;', lines: [1] },
      { title: 'past all policies', sql: 'ALTER ROLE app BYPASSRLS;', lines: [1] },
      {
        title: 'a command of the operating system',
        sql: "COPY users FROM PROGRAM 'curl example.org';",
        lines: [1],
      },
      {
        title: 'a language without a sandbox',
        sql: "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1';",
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a plain role', sql: 'CREATE ROLE app LOGIN;' },
      { title: 'power that is taken away', sql: 'ALTER ROLE app NOSUPERUSER;' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const options = (as(node, 'CreateRoleStmt') ?? as(node, 'AlterRoleStmt'))?.options ?? [];
    const given = options.flatMap((each) => {
      const { defname = '', arg } = as(each, 'DefElem') ?? {};
      return powers.has(defname) && as(arg, 'Boolean')?.boolval ? defname.toUpperCase() : [];
    });
    const languages = (as(node, 'CreateFunctionStmt')?.options ?? []).flatMap((each) => {
      const { defname, arg } = as(each, 'DefElem') ?? {};
      const language = as(arg, 'String')?.sval ?? '';
      return defname === 'language' && /^(plpython\d?u|plperlu|pltclu|c|internal)$/i.test(language)
        ? `LANGUAGE ${language}`
        : [];
    });
    const program = as(node, 'CopyStmt')?.is_program ? ['COPY … PROGRAM'] : [];
    const system = as(node, 'AlterSystemStmt') ? ['ALTER SYSTEM'] : [];
    const what = [...given, ...languages, ...program, ...system];
    if (what.length > 0) visit.report({ data: { what } });
  },
});
