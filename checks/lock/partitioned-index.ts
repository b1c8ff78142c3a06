import {
  as,
  defineCheck,
  meetsRows,
  partitionsOf,
  relationBefore,
  type Relation,
  sqlName,
  withoutSemicolon,
  writeQualified,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE events (day date) PARTITION BY RANGE (day);\n' +
  "CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');";

export default defineCheck({
  id: 'partitioned-index',
  title: 'An index is built on all partitions at once while writes wait',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['IndexStmt'],
  needsState: true,
  covers: ['partitioned-index'],
  sources: [{ tool: 'migrationpilot', rule: 'MP092' }],
  message: 'Builds the index {index} on {table} and all its partitions.',
  why:
    'CREATE INDEX on a partitioned table holds a SHARE lock on it and on every partition: all writes ' +
    'wait until the last index is built and the transaction of the migrator commits. CONCURRENTLY is ' +
    'refused there.',
  todo:
    'Where the partitions are large or busy, build it by hand before the deploy, partition by partition, ' +
    'outside of any transaction:\n\n```sql\n{steps}\n```\n\n' +
    'The index is whole when the last partition is attached. In the migration write ' +
    '`CREATE INDEX IF NOT EXISTS`, which then finds it.',
  variants: {
    refused: {
      message: 'Builds {index} on the partitioned table {table} with CONCURRENTLY.',
      why: 'PostgreSQL refuses it (0A000): it cannot build an index of a partitioned table concurrently.',
      todo:
        'Build it partition by partition, outside of any transaction:\n\n```sql\n{steps}\n```\n\n' +
        'The index is whole when the last partition is attached.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a table with partitions',
        released,
        sql: 'CREATE INDEX "by_day" ON "events" USING btree ("day");',
        lines: [1],
      },
      {
        title: 'with CONCURRENTLY',
        severity: 'error',
        transaction: 'none',
        released,
        sql: 'CREATE INDEX CONCURRENTLY by_day ON events (day);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the parent alone, a partition without writes waiting, and the two put together',
        transaction: 'none',
        released,
        sql:
          'CREATE INDEX by_day ON ONLY events (day);\n' +
          'CREATE INDEX CONCURRENTLY by_day_2020 ON events_2020 (day);\n' +
          'ALTER INDEX by_day ATTACH PARTITION by_day_2020;',
      },
      {
        title: 'no partition is there yet',
        released: 'CREATE TABLE events (day date) PARTITION BY RANGE (day);',
        sql: 'CREATE INDEX by_day ON events (day);',
      },
      {
        title: 'IF NOT EXISTS, and it exists',
        released: `${released}\nCREATE INDEX by_day ON events (day);`,
        sql: 'CREATE INDEX IF NOT EXISTS by_day ON events (day);',
      },
    ],
  },
  statement(visit) {
    const index = as(visit.statement.node, 'IndexStmt');
    const table = index?.relation;
    if (!table || table.inh !== true || !meetsRows(visit, table)) return;
    const relation = relationBefore(visit, table);
    if (relation?.kind !== 'partitioned table') return;
    const name = index.idxname ?? 'without a name';
    if (index.if_not_exists && relation.indexes.some((each) => each.name === name)) return;
    const old = partitionsOf(visit.before, relation).filter(({ isNew }) => !isNew);
    if (old.length === 0 && !index.concurrent) return;
    visit.report({
      data: {
        index: name,
        table: written(table),
        steps: stepsOf(
          visit.statement.text,
          index.idxname ?? `${relation.name.name}_idx`,
          relation,
          old,
        ),
      },
      ...(index.concurrent && { variant: 'refused', severity: 'error' }),
    });
  },
});

/** The statements that build an index by hand, for each partition that is known. */
function stepsOf(
  sql: string,
  name: string,
  parent: Relation,
  partitions: readonly Relation[],
): string {
  const statement = /^\s*CREATE\s+(UNIQUE\s+)?[\s\S]*?((?:USING\s+\w+\s*)?\([\s\S]*)$/i;
  const [, unique = '', rest = ''] = statement.exec(withoutSemicolon(sql)) ?? [];
  const { schema } = parent.name;
  const steps = partitions.flatMap((each) => {
    const own = `${each.name.name}_${name}`;
    const on = writeQualified(each.name.schema, each.name.name);
    return [
      `CREATE ${unique}INDEX CONCURRENTLY ${sqlName(own)} ON ${on} ${rest};`,
      `ALTER INDEX ${writeQualified(schema, name)} ATTACH PARTITION ${writeQualified(each.name.schema, own)};`,
    ];
  });
  const on = writeQualified(schema, parent.name.name);
  return [`CREATE ${unique}INDEX ${sqlName(name)} ON ONLY ${on} ${rest};`, ...steps].join('\n');
}
