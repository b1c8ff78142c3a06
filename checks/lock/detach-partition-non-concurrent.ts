import {
  alterCommands,
  as,
  defineCheck,
  isOlder,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'detach-partition-non-concurrent',
  title: 'Changing the partitions of a table blocks all of them',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DetachPartition', 'CreateStmt'],
  covers: ['detach-partition-non-concurrent', 'create-table-partition-of'],
  sources: [
    { tool: 'squawk', rule: 'require-concurrent-partition-detach' },
    { tool: 'pg-migration-lint', rule: 'PML004' },
    { tool: 'migrationpilot', rule: 'MP046' },
    { tool: 'safe-migrate', rule: 'blocking-partition-mutation' },
  ],
  message: 'Detaches {partition} from {table} without CONCURRENTLY.',
  why:
    'It holds ACCESS EXCLUSIVE locks on the parent, the partition and the default partition until the ' +
    'migration commits: no query of the table goes on.',
  todo: 'Run it by hand, outside of any transaction, since PostgreSQL 14:\n\n```sql\n{sql}\n```',
  variants: {
    created: {
      message: 'Creates {partition} as a partition of {table}, and locks the parent.',
      why:
        'CREATE TABLE … PARTITION OF holds an ACCESS EXCLUSIVE lock on the parent until the migration ' +
        'commits, and reads the default partition where there is one.',
      todo:
        'Create it as a plain table, and attach it, which blocks neither reads nor writes of the parent:' +
        '\n\n```sql\n{sql}\n```',
    },
  },
  examples: {
    flagged: [
      { title: 'detached', sql: 'ALTER TABLE events DETACH PARTITION old;', lines: [1] },
      {
        title: 'created in place',
        sql: 'CREATE TABLE p PARTITION OF events FOR VALUES IN (1);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'CONCURRENTLY',
        transaction: 'none',
        sql: 'ALTER TABLE events DETACH PARTITION old CONCURRENTLY;',
      },
      {
        title: 'a new parent',
        sql: 'CREATE TABLE e (id int) PARTITION BY LIST (id);\nCREATE TABLE p PARTITION OF e FOR VALUES IN (1);',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    for (const { table, command } of alterCommands(node, 'AT_DetachPartition')) {
      const partition = as(command.def, 'PartitionCmd');
      if (!partition?.name || partition.concurrent || !isOlder(visit, table)) continue;
      const sql = `ALTER TABLE ${sqlNameOf(table)} DETACH PARTITION ${sqlNameOf(partition.name)} CONCURRENTLY;`;
      visit.report({ data: { partition: written(partition.name), table: written(table), sql } });
    }
    const create = as(node, 'CreateStmt');
    const parent = as(create?.inhRelations?.[0], 'RangeVar');
    if (!create?.relation || !create.partbound || !parent || !isOlder(visit, parent)) return;
    const name = sqlNameOf(create.relation);
    const sql =
      `CREATE TABLE ${name} (LIKE ${sqlNameOf(parent)} INCLUDING ALL);\n` +
      `ALTER TABLE ${sqlNameOf(parent)} ATTACH PARTITION ${name} FOR VALUES …;`;
    const data = { partition: written(create.relation), table: written(parent), sql };
    visit.report({ data, variant: 'created', cause: written(parent) });
  },
});
