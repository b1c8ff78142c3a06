import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

const create =
  "CREATE FUNCTION f() RETURNS int SECURITY DEFINER SET search_path = '' LANGUAGE sql AS 'SELECT 1';";

export default defineCheck({
  id: 'security-definer-executable',
  title: 'Everybody may call a function that runs with the rights of its owner',
  category: 'security',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateFunctionStmt'],
  covers: ['security-definer-executable'],
  sources: [
    { tool: 'splinter', rule: '0028' },
    { tool: 'splinter', rule: '0029' },
  ],
  message: 'The function {function} is SECURITY DEFINER, and everybody may call it.',
  many: '{count} functions are SECURITY DEFINER, and everybody may call them: {function}.',
  why: 'PostgreSQL lets PUBLIC execute each new function, so every role borrows the rights of its owner.',
  todo:
    'Take the right away in the same migration, and give it to those who need it:\n\n' +
    '```sql\nREVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;\n```',
  examples: {
    flagged: [{ title: 'as it is by default', sql: create, lines: [1] }],
    accepted: [
      {
        title: 'with a REVOKE in the same change',
        sql: `${create}\nREVOKE ALL ON FUNCTION f() FROM PUBLIC;`,
      },
      {
        title: 'a trigger function, which nobody can call',
        sql: "CREATE FUNCTION f() RETURNS trigger SECURITY DEFINER SET search_path = '' LANGUAGE plpgsql AS 'BEGIN RETURN new; END';",
      },
      {
        title: 'one that is replaced, whose rights stay as they were',
        sql: create.replace('CREATE', 'CREATE OR REPLACE'),
      },
    ],
  },
  statement(visit) {
    const made = as(visit.statement.node, 'CreateFunctionStmt');
    const isDefiner = made?.options?.some((each) => {
      const option = as(each, 'DefElem');
      return option?.defname === 'security' && as(option.arg, 'Boolean')?.boolval === true;
    });
    const isTrigger = stringsOf(made?.returnType?.names).at(-1) === 'trigger';
    if (!isDefiner || isTrigger || made?.replace) return;
    const parts = stringsOf(made?.funcname);
    const isRevoked = visit.pending.slice(visit.index + 1).some(({ statement: { node } }) => {
      const grant = as(node, 'GrantStmt');
      if (!grant || grant.is_grant || grant.objtype !== 'OBJECT_FUNCTION') return false;
      if (grant.targtype !== 'ACL_TARGET_OBJECT') return true;
      return (grant.objects ?? []).some(
        (each) => stringsOf(as(each, 'ObjectWithArgs')?.objname).at(-1) === parts.at(-1),
      );
    });
    if (!isRevoked) visit.report({ data: { function: parts.join('.') }, cause: 'public' });
  },
});
