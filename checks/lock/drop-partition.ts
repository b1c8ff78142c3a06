import {
  defineCheck,
  droppedTables,
  isOlder,
  keyOf,
  relationBefore,
  writeQualified,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE events (day date) PARTITION BY RANGE (day);\n' +
  "CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');";

export default defineCheck({
  id: 'drop-partition',
  title: 'Dropping a partition locks the whole partitioned table',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  needsState: true,
  covers: ['drop-partition'],
  sources: [],
  message: 'Drops {partition}, a partition, and locks {table}.',
  many: 'Drops {count} partitions of {table}: {partition}.',
  why:
    'DROP TABLE of a partition takes an ACCESS EXCLUSIVE lock on the partitioned table too. It waits for ' +
    'every query of any partition, all others queue behind it, and it is held until the transaction of ' +
    'the migrator commits.',
  todo:
    'Detach it by hand before the deploy, outside of any transaction, which blocks neither reads nor ' +
    'writes, and which PostgreSQL refuses only where there is a default partition. The migration then ' +
    'drops a table of its own:\n\n```sql\n{detach}\n```',
  variants: {
    old: {
      todo:
        'Set a `lock_timeout` before it, and repeat it when it fails; PostgreSQL 13 and older cannot ' +
        'detach a partition without that lock.',
    },
  },
  examples: {
    flagged: [
      { title: 'a partition', released, sql: 'DROP TABLE "events_2020";', lines: [1] },
      {
        title: 'on a version without DETACH … CONCURRENTLY',
        released,
        postgres: 13,
        sql: 'DROP TABLE events_2020;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'after it was detached',
        released: `${released}\nALTER TABLE events DETACH PARTITION events_2020;`,
        sql: 'DROP TABLE events_2020;',
      },
      {
        title: 'with the whole table',
        released,
        sql: 'DROP TABLE events_2020;\nDROP TABLE events;',
      },
      {
        title: 'a partition that the same change made',
        released,
        sql: 'CREATE TABLE events_x PARTITION OF events DEFAULT;\nDROP TABLE events_x;',
      },
    ],
  },
  statement(visit) {
    for (const each of droppedTables(visit.statement.node)) {
      const relation = relationBefore(visit, each);
      const parent = relation?.partitionOf;
      if (!parent || !isOlder(visit, each)) continue;
      const isOld = visit.start.relations.has(keyOf(parent));
      if (!isOld || !visit.end().relations.has(keyOf(parent))) continue;
      const table = writeQualified(parent.schema, parent.name);
      const name = writeQualified(relation.name.schema, relation.name.name);
      visit.report({
        cause: table,
        data: {
          partition: written(each),
          table,
          detach: `ALTER TABLE ${table} DETACH PARTITION ${name} CONCURRENTLY;`,
        },
        ...(visit.postgres < 14 && { variant: 'old' }),
      });
    }
  },
});
