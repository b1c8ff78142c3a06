import {
  alterCommands,
  as,
  defineCheck,
  isOlder,
  relationBefore,
  relationOf,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-primary-key',
  title: 'A table has no primary key',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt', 'AlterTableStmt:AT_DropConstraint'],
  covers: ['require-primary-key', 'drop-primary-key', 'unique-not-null-instead-of-pk'],
  sources: [
    { tool: 'bytebase', rule: 'TABLE_REQUIRE_PK' },
    { tool: 'pg-migration-lint', rule: 'PML502' },
    { tool: 'pg-migration-lint', rule: 'PML503' },
    { tool: 'splinter', rule: '0004' },
    { tool: 'migrationpilot', rule: 'MP045' },
  ],
  message: 'Creates {table} without a primary key.',
  many: 'Creates {count} tables without a primary key: {table}.',
  why:
    'Nothing tells two equal rows apart, so none of them can be changed or deleted alone. Logical ' +
    'replication refuses to update and delete rows of such a table.',
  todo:
    'Declare one in the Drizzle schema. Of a table that joins two others it is both columns: ' +
    '`primaryKey({ columns: [table.a, table.b] })`.',
  variants: {
    dropped: {
      message: 'Drops the primary key of {table}, and adds no other.',
      many: 'Drops {count} primary keys, and adds no others: {table}.',
      why:
        'From now on equal rows and NULLs are accepted, `ON CONFLICT` finds no constraint (42P10), and ' +
        'logical replication refuses to update and delete rows of the table.',
      todo: 'Add the new primary key in the same migration.',
    },
  },
  examples: {
    flagged: [
      { title: 'no key at all', sql: 'CREATE TABLE "logs" ("message" text);', lines: [1] },
      {
        title: 'a primary key that is dropped',
        released: 'CREATE TABLE a (b int PRIMARY KEY);',
        sql: 'ALTER TABLE a DROP CONSTRAINT a_pkey;',
        severity: 'error',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'of a column', sql: 'CREATE TABLE a (id serial PRIMARY KEY);' },
      { title: 'of several', sql: 'CREATE TABLE a (b int, c int, PRIMARY KEY (b, c));' },
      {
        title: 'later in the change',
        sql: ['CREATE TABLE a (b int);', 'ALTER TABLE a ADD PRIMARY KEY (b);'],
      },
      {
        title: 'what is temporary, a partition, or dropped again',
        sql:
          'CREATE TEMP TABLE a (b int);\nCREATE TABLE c (d int);\nDROP TABLE c;\n' +
          'CREATE TABLE e PARTITION OF f FOR VALUES IN (1);',
      },
      {
        title: 'a view with the old name of a table',
        sql: 'CREATE TABLE a (b int PRIMARY KEY);\nALTER TABLE a RENAME TO c;\nCREATE VIEW a AS SELECT * FROM c;',
      },
      {
        title: 'one for another',
        released: 'CREATE TABLE a (b int PRIMARY KEY, c int NOT NULL);',
        sql: 'ALTER TABLE a DROP CONSTRAINT a_pkey;\nALTER TABLE a ADD PRIMARY KEY (c);',
      },
    ],
  },
  statement(visit) {
    reportCreated(visit);
    reportDropped(visit);
  },
});

function reportCreated(visit: StatementVisit): void {
  const create = as(visit.statement.node, 'CreateStmt');
  const table = create?.relation;
  if (!table || table.relpersistence === 't' || create.inhRelations) return;
  const made = relationOf(visit.end(), table);
  const isTable = made?.kind === 'table' || made?.kind === 'partitioned table';
  const isLeft =
    isTable && made.isNew && !made.constraints.some(({ kind }) => kind === 'primary key');
  if (isLeft) visit.report({ data: { table: written(table) }, cause: 'created' });
}

function reportDropped(visit: StatementVisit): void {
  for (const { table: altered, command } of alterCommands(
    visit.statement.node,
    'AT_DropConstraint',
  )) {
    const dropped = relationBefore(visit, altered)?.constraints.find(
      ({ name }) => name === command.name,
    );
    if (dropped?.kind !== 'primary key' || !isOlder(visit, altered)) continue;
    const left = relationOf(visit.end(), altered);
    if (!left || left.constraints.some(({ kind }) => kind === 'primary key')) continue;
    const data = { table: written(altered) };
    visit.report({ data, cause: 'dropped', variant: 'dropped', severity: 'error' });
  }
}
