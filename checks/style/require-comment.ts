import { as, defineCheck, later, stringsOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-comment',
  title: 'A table without a comment',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt'],
  covers: ['require-comment'],
  sources: [{ tool: 'bytebase', rule: 'TABLE_COMMENT' }],
  message: 'The new table {table} has no comment.',
  many: '{count} new tables have no comment: {table}.',
  why: 'A comment in the catalog says what a table holds to everybody who meets it outside of the code.',
  todo: "Write it into the migration, since Drizzle has none: `COMMENT ON TABLE {table} IS '…';`",
  examples: {
    flagged: [
      {
        title: 'no comment, and one on another table',
        sql: "CREATE TABLE a (b int);\nCREATE TABLE c (d int);\nCOMMENT ON TABLE public.c IS 'C';",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with one',
        sql: `CREATE TABLE "a" (b int);\nCOMMENT ON TABLE "a" IS 'What a is.';`,
      },
      { title: 'a temporary table', sql: 'CREATE TEMP TABLE a (b int);' },
    ],
  },
  statement(visit) {
    const table = as(visit.statement.node, 'CreateStmt')?.relation;
    if (!table || table.relpersistence === 't') return;
    const name = written(table);
    const isExplained = later(visit).some(({ statement: { node } }) => {
      const comment = as(node, 'CommentStmt');
      if (comment?.objtype !== 'OBJECT_TABLE' || !comment.comment) return false;
      const [relname = '', schemaname] = stringsOf(comment.object).toReversed();
      return written({ relname, ...(schemaname !== undefined && { schemaname }) }) === name;
    });
    if (!isExplained) visit.report({ cause: 'comment', data: { table: name } });
  },
});
