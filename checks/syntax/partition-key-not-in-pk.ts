import { as, defineCheck, relationOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'partition-key-not-in-pk',
  title: 'A key of a partitioned table lacks the column that divides it',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt'],
  covers: ['partition-key-not-in-pk'],
  sources: [{ tool: 'migrationpilot', rule: 'MP049' }],
  message: 'The {kind} of {table} does not contain {column}, by which the table is divided.',
  why: 'PostgreSQL keeps a key unique only within each partition, so it refuses this (0A000).',
  todo: 'Add the column to the key: `primaryKey({ columns: [table.id, table.{column}] })`.',
  examples: {
    flagged: [
      {
        title: 'a primary key of another column',
        sql: 'CREATE TABLE e (id int PRIMARY KEY, day date) PARTITION BY RANGE (day);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with the column',
        sql: 'CREATE TABLE e (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);',
      },
      { title: 'a plain table', sql: 'CREATE TABLE e (id int PRIMARY KEY, day date);' },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'CreateStmt');
    const made = create?.partspec ? relationOf(visit.end(), create.relation) : undefined;
    for (const { kind, columns } of made?.constraints ?? []) {
      if (kind !== 'primary key' && kind !== 'unique') continue;
      const column = made?.partitionKey.find((each) => each !== null && !columns.includes(each));
      if (column == null) continue;
      visit.report({
        data: { kind: { prose: kind }, table: written(create?.relation ?? {}), column },
      });
    }
  },
});
