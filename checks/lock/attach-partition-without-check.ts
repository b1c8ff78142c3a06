import {
  alterCommands,
  as,
  defineCheck,
  hasBoundCheck,
  relationOf,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE events (id int, day date) PARTITION BY RANGE (day);\nCREATE TABLE old (id int, day date);';
const attach =
  "ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');";

export default defineCheck({
  id: 'attach-partition-without-check',
  title: 'A partition is read while it is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AttachPartition'],
  covers: ['attach-partition-without-check'],
  sources: [
    { tool: 'pg-migration-lint', rule: 'PML005' },
    { tool: 'migrationpilot', rule: 'MP094' },
    { tool: 'migrationpilot', rule: 'MP072' },
    { tool: 'safe-migrate', rule: 'blocking-partition-mutation' },
  ],
  message: 'Attaches {partition} to {table}, and reads all of it.',
  why:
    'PostgreSQL checks each row against the bounds under an ACCESS EXCLUSIVE lock on the partition, and ' +
    'reads the default partition as well. A validated CHECK that says the same spares that.',
  todo:
    'Add a CHECK of the bounds to the table with NOT VALID, validate it in a later deploy, attach it ' +
    'after that, and drop the CHECK.',
  examples: {
    flagged: [{ title: 'a table with rows', released, sql: attach, lines: [1] }],
    accepted: [
      {
        title: 'with a validated CHECK',
        released: `${released}\nALTER TABLE old ADD CHECK (day IS NOT NULL AND day >= '2020-01-01' AND day < '2021-01-01');`,
        sql: attach,
      },
      {
        title: 'a new table',
        released: 'CREATE TABLE events (id int, day date) PARTITION BY RANGE (day);',
        sql: `CREATE TABLE old (id int, day date);\n${attach}`,
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AttachPartition')) {
      const name = as(command.def, 'PartitionCmd')?.name;
      const child = relationOf(visit.before, name);
      const parent = relationOf(visit.before, table);
      if (!name || child?.isNew || (parent && child && hasBoundCheck(parent, child))) continue;
      visit.report({ data: { partition: written(name), table: written(table) } });
    }
  },
});
