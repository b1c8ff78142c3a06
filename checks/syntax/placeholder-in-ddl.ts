import { defineCheck, walk } from '../../src/review/check.ts';

export default defineCheck({
  id: 'placeholder-in-ddl',
  title: 'A migration holds a placeholder for a parameter',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  needs: 'statements',
  on: [
    'AlterPolicyStmt',
    'AlterTableStmt',
    'CreatePolicyStmt',
    'CreateStmt',
    'CreateTableAsStmt',
    'DeleteStmt',
    'IndexStmt',
    'InsertStmt',
    'UpdateStmt',
    'ViewStmt',
  ],
  covers: [],
  sources: [],
  message: 'There is no value for {placeholder}: the statement fails.',
  why:
    'drizzle-kit writes a placeholder where an index, a check, a view or a policy was declared with a ' +
    'value, as by `eq(column, value)`. A migration has no parameters (42P02).',
  todo:
    "Declare the condition as a text: sql`status = 'active'` in place of `eq(table.status, 'active')`, " +
    'and generate the migration again.',
  examples: {
    flagged: [
      {
        title: 'the condition of a partial index',
        sql: 'CREATE INDEX i ON users (email) WHERE "users"."status" = $1;',
        lines: [1],
      },
      {
        title: 'a check of a new table',
        sql: 'CREATE TABLE a (b int, CONSTRAINT c CHECK (b > $1));',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a value in the text',
        sql: "CREATE INDEX i ON users (email) WHERE status = 'active';",
      },
      {
        title: 'the parameters of a function',
        sql: 'CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS $$ SELECT $1 $$;',
      },
    ],
  },
  statement({ statement: { node, text, within }, report }) {
    if (within || !text.includes('$')) return;
    const numbers = new Set<number>();
    walk(node, (kind, fields) => {
      if (kind === 'ParamRef') numbers.add((fields as { number?: number }).number ?? 0);
    });
    const [first] = numbers;
    if (first !== undefined) report({ data: { placeholder: `$${first}` } });
  },
});
