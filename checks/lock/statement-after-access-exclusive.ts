import {
  as,
  blocksReads,
  defineCheck,
  keyOf,
  lockingKinds,
  type StatementVisit,
  tableWork,
  writeQualified,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE users (id int);\nCREATE TABLE posts (id int);';

export default defineCheck({
  id: 'statement-after-access-exclusive',
  title: 'A table stays locked while another one is worked on',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  on: [...lockingKinds, 'UpdateStmt', 'DeleteStmt', 'CreateTableAsStmt'],
  covers: ['statement-after-access-exclusive'],
  sources: [
    { tool: 'eugene', rule: 'E4' },
    { tool: 'eugene', rule: 'E10' },
    { tool: 'migrationpilot', rule: 'MP008' },
    { tool: 'migrationpilot', rule: 'MP058' },
  ],
  message: 'Goes through all of {table} while reads of {locked} wait.',
  many: '{count} statements go through tables ({table}) while reads of others wait ({locked}).',
  why:
    'An ACCESS EXCLUSIVE lock, once taken, is held until the transaction ends. Every query of that ' +
    'table waits for work that has nothing to do with it, and that takes as long as another is large.',
  todo:
    'Put the statements that only need a moment behind those that take long. Or ship the ' +
    'long ones in a deploy of their own.',
  examples: {
    flagged: [
      {
        title: 'an index on one table after a column on another',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int;\nCREATE INDEX i ON posts (id);',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'the other way round',
        released,
        sql: 'CREATE INDEX i ON posts (id);\nALTER TABLE users ADD COLUMN a int;',
      },
      {
        title: 'the same table, which the finding of the index tells',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int;\nCREATE INDEX i ON users (a);',
      },
      {
        title: 'a foreign key of a new table, for which nothing is read',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int;\nCREATE TABLE a (b int);\nALTER TABLE a ADD FOREIGN KEY (b) REFERENCES posts (id);',
      },
      {
        title: 'a table that the same change made',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int;\nCREATE TABLE a (b int);\nCREATE INDEX i ON a (b);',
      },
      {
        title: 'each in its own transaction',
        released,
        transaction: 'each',
        sql: ['ALTER TABLE users ADD COLUMN a int;', 'CREATE INDEX i ON posts (id);'],
      },
    ],
  },
  statement(visit) {
    const { statement, before, postgres, held } = visit;
    const locked = [...held.values()].filter(({ mode }) => blocksReads(mode));
    if (locked.length === 0) return;
    const index = as(statement.node, 'IndexStmt');
    const isThere = index?.if_not_exists && index.idxname !== undefined;
    const worked = tableWork(before, statement.node, { postgres }).filter(
      ({ table }) => !before.relations.get(keyOf(table))?.isNew,
    );
    const own = new Set(worked.map(({ table }) => keyOf(table)));
    const others = locked.filter(({ table }) => !own.has(keyOf(table)) && isKept(visit, table));
    if (worked.length === 0 || others.length === 0 || isThere) return;
    const name = ({ table }: { table: { schema: string; name: string } }): string =>
      writeQualified(table.schema, table.name);
    visit.report({
      data: { table: [...new Set(worked.map(name))], locked: others.map(name) },
      cause: 'held',
    });
  },
});

/** Whether a table is there after the change, so that anybody waits for it. */
function isKept(visit: StatementVisit, table: { schema: string; name: string }): boolean {
  return visit.end().relations.has(keyOf(table)) || !visit.before.relations.has(keyOf(table));
}
