import {
  alterCommands,
  as,
  defineCheck,
  keysOf,
  meetsRows,
  type Node,
  type RangeVar,
  relationOf,
  type Schema,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'replica-identity-missing',
  title: 'A published table whose rows cannot be told apart',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_ReplicaIdentity', 'CreatePublicationStmt', 'AlterPublicationStmt'],
  covers: ['replica-identity-missing'],
  sources: [
    { tool: 'migrationpilot', rule: 'MP055' },
    { tool: 'migrationpilot', rule: 'MP103' },
  ],
  message: 'Takes the replica identity from {table}.',
  why:
    'Where the table is published, every UPDATE and DELETE of it fails from now on (55000), since a ' +
    'subscriber could not find the row.',
  todo: 'Use the primary key: `ALTER TABLE {sql} REPLICA IDENTITY DEFAULT;`, or a unique index.',
  variants: {
    published: {
      message: 'Publishes {table}, which has no primary key.',
      why:
        'From now on every UPDATE and DELETE of the table fails (55000), since a subscriber could not ' +
        'find the row.',
      todo:
        'Add a primary key first, or name a unique index of required columns: ' +
        '`ALTER TABLE {sql} REPLICA IDENTITY USING INDEX …;`',
    },
    full: {
      message: 'Writes every old row of {table} to the log, whole.',
      why:
        'With REPLICA IDENTITY FULL each UPDATE and DELETE logs all old values, and a subscriber before ' +
        'PostgreSQL 16 reads its whole table to find the row.',
      todo: 'Where the table has a primary key, `ALTER TABLE {sql} REPLICA IDENTITY DEFAULT;` will do.',
    },
  },
  examples: {
    flagged: [
      { title: 'nothing', sql: 'ALTER TABLE users REPLICA IDENTITY NOTHING;', lines: [1] },
      {
        title: 'whole rows',
        severity: 'notice',
        sql: 'ALTER TABLE users REPLICA IDENTITY FULL;',
        lines: [1],
      },
      {
        title: 'a published table without a key',
        released: 'CREATE TABLE users (id int);',
        sql: 'CREATE PUBLICATION p FOR TABLE users;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a table with a key',
        released: 'CREATE TABLE users (id int PRIMARY KEY);',
        sql: 'CREATE PUBLICATION p FOR TABLE users;\nALTER TABLE users REPLICA IDENTITY DEFAULT;',
      },
      {
        title: 'one whose rows are only added',
        released: 'CREATE TABLE log (id int);',
        sql: "CREATE PUBLICATION p FOR TABLE log WITH (publish = 'insert');",
      },
      {
        title: 'a unique index as identity',
        released:
          'CREATE TABLE users (id int NOT NULL);\nCREATE UNIQUE INDEX by_id ON users (id);\nALTER TABLE users REPLICA IDENTITY USING INDEX by_id;',
        sql: 'ALTER TABLE users ADD COLUMN a int;',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    for (const { table, command } of alterCommands(node, 'AT_ReplicaIdentity')) {
      const kind = as(command.def, 'ReplicaIdentityStmt')?.identity_type;
      const data = { table: written(table), sql: sqlNameOf(table) };
      if (!meetsRows(visit, table)) continue;
      if (kind === 'n') visit.report({ data });
      if (kind === 'f') visit.report({ data, variant: 'full', severity: 'notice' });
    }
    for (const table of publishedTables(node)) {
      if (!isWithoutIdentity(visit.end(), table)) continue;
      visit.report({
        data: { table: written(table), sql: sqlNameOf(table) },
        variant: 'published',
      });
    }
  },
});

/** The tables of which a statement publishes all that is done to their rows. */
function publishedTables(node: Node): RangeVar[] {
  const publication = as(node, 'CreatePublicationStmt') ?? as(node, 'AlterPublicationStmt');
  const isPart = JSON.stringify(publication?.options ?? []).includes('"publish"');
  const objects = isPart ? [] : (publication?.pubobjects ?? []);
  return objects.flatMap((each) => as(each, 'PublicationObjSpec')?.pubtable?.relation ?? []);
}

/** A unique index may be a table's identity, which the schema does not tell. */
function isWithoutIdentity(schema: Schema, table: RangeVar): boolean {
  const relation = relationOf(schema, table);
  return relation !== undefined && !keysOf(relation).some(({ unique }) => unique);
}
