import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

const body = "LANGUAGE sql AS 'SELECT 1'";

export default defineCheck({
  id: 'security-definer-search-path',
  title: 'A function with the rights of its owner looks names up where its caller says',
  category: 'security',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateFunctionStmt'],
  covers: ['security-definer-search-path'],
  sources: [
    { tool: 'splinter', rule: '0011' },
    { tool: 'migrationpilot', rule: 'MP099' },
  ],
  message: 'The function {function} is SECURITY DEFINER, and does not set search_path.',
  many: '{count} functions are SECURITY DEFINER, and do not set search_path: {function}.',
  why:
    'It runs with the rights of its owner, and looks up every name without a schema along the path of ' +
    "its caller. Who can create objects in a schema of that path has the owner's rights.",
  todo: "Add `SET search_path = ''` to its definition, and write each name in it with its schema.",
  examples: {
    flagged: [
      {
        title: 'no path',
        sql: `CREATE FUNCTION f() RETURNS int SECURITY DEFINER ${body};`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with a path',
        sql: `CREATE FUNCTION f() RETURNS int SECURITY DEFINER SET search_path = '' ${body};`,
      },
      { title: 'with the rights of the caller', sql: `CREATE FUNCTION f() RETURNS int ${body};` },
      {
        title: 'a path that is set afterwards',
        sql: `CREATE FUNCTION f() RETURNS int SECURITY DEFINER ${body};\nALTER FUNCTION f() SET search_path = '';`,
      },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'CreateFunctionStmt');
    const options = (create?.options ?? []).flatMap((each) => as(each, 'DefElem') ?? []);
    const isDefiner = options.some(
      ({ defname, arg }) => defname === 'security' && as(arg, 'Boolean')?.boolval === true,
    );
    if (
      !isDefiner ||
      options.some(({ arg }) => as(arg, 'VariableSetStmt')?.name === 'search_path')
    ) {
      return;
    }
    const name = stringsOf(create?.funcname).join('.');
    const isSetLater = visit.pending
      .slice(visit.index + 1)
      .some(
        ({ statement }) =>
          stringsOf(as(statement.node, 'AlterFunctionStmt')?.func?.objname).join('.') === name &&
          statement.text.includes('search_path'),
      );
    if (!isSetLater) visit.report({ data: { function: name }, cause: 'definer' });
  },
});
