import {
  type IndexStmt,
  type RangeVar,
  as,
  defineCheck,
  droppedIndexTwin,
  isBrought,
  isLockedAgainstReads,
  meetsRows,
  relationBefore,
  type Severity,
  sqlName,
  type StatementVisit,
  stringsOf,
  walk,
  withoutSemicolon,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'index-not-concurrent',
  title: 'An index is built on an existing table while writes wait',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
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
    locked: {
      why:
        'An earlier statement of the transaction holds an ACCESS EXCLUSIVE lock on {table}. The index ' +
        'is built under it, so reads and writes wait until the migrator commits. On a small table that ' +
        'is not noticed.',
    },
    later: {
      todo:
        'Before the deploy no table or column has this name, so the index cannot be built by then. For a ' +
        'table that is large or busy leave it out of this change, and build it by hand afterwards:\n\n' +
        '```sql\n{concurrently}\n```\n\n' +
        'Then declare it in the Drizzle schema. In the migration that this generates write ' +
        '`CREATE INDEX IF NOT EXISTS`, which finds it.',
    },
    replaced: {
      todo:
        'The old index has the same name, so the new one cannot be built before under it. For a table ' +
        'that is large or busy give the new index a name of its own in the Drizzle schema, build it ' +
        'with CONCURRENTLY before the deploy, and write `CREATE INDEX IF NOT EXISTS` in the migration.',
    },
    renamed: {
      message: 'Builds the index {index} on {table} anew, though only names change.',
      many: 'Builds {count} indexes on {table} anew, though only names change: {index}.',
      todo:
        'An index follows when its table or column is renamed. Instead of dropping and building it, ' +
        'rename it, which takes a moment:\n\n```sql\n{rename}\n```',
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
      {
        title: 'a column that the same change adds, under the lock of ADD COLUMN',
        sql: 'ALTER TABLE users ADD COLUMN a int;\nCREATE INDEX i ON users (a);',
        lines: [2],
      },
      {
        title: 'one that replaces an index of the same name',
        released: 'CREATE TABLE users (a int, b int);\nCREATE INDEX i ON users (a);',
        sql: 'DROP INDEX i;\nCREATE INDEX i ON users (a, b);',
        lines: [2],
      },
      {
        title: 'only names change: it can be renamed',
        severity: 'notice',
        released: 'CREATE TABLE users (a int);\nCREATE INDEX users_a_idx ON users (a);',
        sql:
          'ALTER TABLE users RENAME COLUMN a TO b;\nDROP INDEX users_a_idx;\n' +
          'CREATE INDEX users_b_idx ON users (b);',
        lines: [3],
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
    const { variants, severity, old } = situation(visit, index, table);
    visit.report({
      cause: [written(table), ...variants].join(' '),
      variant: variants,
      ...(severity && { severity }),
      data: {
        index: name,
        table: written(table),
        concurrently: concurrently(visit.statement.text, index.idxname !== undefined),
        rename: `ALTER INDEX ${sqlName(old ?? '')} RENAME TO ${sqlName(name)};`,
      },
    });
  },
});

/** What is special: the locks that are held already, and what can be done about the index. */
function situation(
  visit: StatementVisit,
  index: IndexStmt,
  table: RangeVar,
): { variants: string[]; severity?: Severity; old?: string } {
  if (visit.transaction === null) return { variants: ['autocommit'] };
  const locked = isLockedAgainstReads(visit, table) ? ['locked'] : [];
  const old = twinOf(visit, index, table);
  if (old) return { variants: [...locked, 'renamed'], severity: 'notice', old };
  if (isBrought(visit, table, columnsOf(index))) return { variants: [...locked, 'later'] };
  const older = relationBefore({ ...visit, before: visit.start }, table)?.indexes ?? [];
  const isReplaced = older.some((each) => each.name === index.idxname);
  return { variants: isReplaced ? [...locked, 'replaced'] : locked };
}

/** The name of an index that only has to be renamed. */
function twinOf(visit: StatementVisit, index: IndexStmt, table: RangeVar): string | null {
  const keys = (index.indexParams ?? []).map((node) => as(node, 'IndexElem'));
  const isOrdered = keys.some((key) => key?.ordering !== 'SORTBY_DEFAULT' || key.opclass);
  const twin = droppedIndexTwin(visit, table, {
    columns: keys.map((key) => key?.name ?? null),
    unique: index.unique ?? false,
    method: index.accessMethod ?? 'btree',
    isPlain: !isOrdered && !index.whereClause && keys.every((key) => key?.name !== undefined),
  });
  return twin && twin.name !== index.idxname ? twin.name : null;
}

/** Every column that an index mentions, in its keys, expressions and condition. */
function columnsOf({ indexParams, indexIncludingParams, whereClause }: IndexStmt): string[] {
  const columns: string[] = [];
  walk([indexParams, indexIncludingParams, whereClause], (kind, fields) => {
    if (kind === 'IndexElem') columns.push((fields as { name?: string }).name ?? '');
    if (kind !== 'ColumnRef') return;
    columns.push(stringsOf((fields as { fields?: never }).fields).at(-1) ?? '');
  });
  return columns;
}

/** The statement as it is run by hand; IF NOT EXISTS needs a name. */
function concurrently(sql: string, hasName: boolean): string {
  const command = `INDEX CONCURRENTLY${hasName ? ' IF NOT EXISTS' : ''}`;
  return `${withoutSemicolon(sql).replace(/\bINDEX(\s+IF\s+NOT\s+EXISTS)?\b/i, command)};`;
}
