import {
  as,
  defineCheck,
  relationBefore,
  withoutSemicolon,
  meetsRows,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'index-not-concurrent',
  title: 'An index is built on an existing table while writes wait',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['IndexStmt'],
  covers: ['create-index-non-concurrently'],
  sources: [
    { tool: 'squawk', rule: 'require-concurrent-index-creation' },
    { tool: 'eugene', rule: 'E6' },
    { tool: 'strong_migrations', rule: 'add_index' },
    { tool: 'online_migrations', rule: 'add_index' },
    { tool: 'atlas', rule: 'PG101' },
    { tool: 'bytebase', rule: 'INDEX_CREATE_CONCURRENTLY' },
    { tool: 'django-migration-linter', rule: 'CREATE_INDEX' },
  ],
  message: 'Builds the index {index} on {table} without CONCURRENTLY.',
  many: 'Builds {count} indexes on {table} without CONCURRENTLY: {index}.',
  why:
    'CREATE INDEX holds a SHARE lock: reads go on, and every write to the table waits until the index ' +
    'is built and the transaction of the migrator commits. On a small table that is not noticed.',
  todo:
    'For a table that is large or busy, build it by hand before the deploy:\n\n' +
    '```sql\n{concurrently}\n```\n\n' +
    'In the migration write `CREATE INDEX IF NOT EXISTS`, which then finds it, and say so in a comment ' +
    'before it: `-- db-review-ignore index-not-concurrent: built before the deploy`.',
  variants: {
    autocommit: {
      why:
        'CREATE INDEX holds a SHARE lock: reads go on, and every write to the table waits until the ' +
        'index is built. On a small table that is not noticed.',
      todo: 'This migrator opens no transaction, so write it as:\n\n```sql\n{concurrently}\n```',
    },
  },
  examples: {
    flagged: [
      {
        title: 'an index on a table that was there before',
        sql: 'CREATE INDEX "users_email_idx" ON "users" USING btree ("email");',
        lines: [1],
      },
      {
        title: 'a unique index',
        sql: 'CREATE UNIQUE INDEX users_email_key ON users (email);',
        lines: [1],
      },
      {
        title: 'a table of the same name in another schema is another table',
        sql: 'CREATE TABLE auth.users (email text);\nCREATE INDEX i ON users (email);',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a table that the same change made, in another file',
        sql: ['CREATE TABLE users (email text);', 'CREATE INDEX i ON users (email);'],
      },
      {
        title: 'made, renamed and moved to another schema by the same change',
        sql:
          'CREATE TABLE a (b int);\nALTER TABLE a RENAME TO c;\nALTER TABLE c SET SCHEMA s;\n' +
          'CREATE INDEX i ON s.c (b);',
      },
      {
        title: 'CONCURRENTLY, where no transaction is open',
        transaction: 'none',
        sql: 'CREATE INDEX CONCURRENTLY i ON users (email);',
      },
      {
        title: 'the parent of partitions alone, which holds no rows',
        sql: 'CREATE INDEX i ON ONLY events (day);',
      },
      {
        title: 'IF NOT EXISTS, and it exists',
        released: 'CREATE TABLE users (email text);\nCREATE INDEX i ON users (email);',
        sql: 'CREATE INDEX IF NOT EXISTS i ON users (email);',
      },
      {
        title: 'a table that the same change drops',
        sql: 'CREATE INDEX i ON users (email);\nDROP TABLE users;',
      },
    ],
  },
  statement(visit) {
    const index = as(visit.statement.node, 'IndexStmt');
    const table = index?.relation;
    if (!table || index.concurrent || table.inh !== true) return;
    if (!meetsRows(visit, table)) return;
    const relation = relationBefore(visit, table);
    if (relation?.kind === 'partitioned table') return;
    const isThere = relation?.indexes.some((each) => each.name === index.idxname);
    if (index.if_not_exists && isThere) return;

    const name = index.idxname ?? 'without a name';
    const data = {
      index: name,
      table: written(table),
      concurrently: concurrently(visit.statement.text),
    };
    const isAlone = visit.transaction === null;
    visit.report({ data, cause: written(table), ...(isAlone && { variant: 'autocommit' }) });
  },
});

/** The statement as it is run by hand. */
function concurrently(sql: string): string {
  return `${withoutSemicolon(sql).replace(/\bINDEX(\s+IF\s+NOT\s+EXISTS)?\b/i, 'INDEX CONCURRENTLY IF NOT EXISTS')};`;
}
