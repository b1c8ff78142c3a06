import {
  alterCommands,
  defineCheck,
  isDroppedLater,
  isOlder,
  isReadded,
  keyOf,
  relationBefore,
  written,
  writeQualified,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE posts (user_id int CONSTRAINT f REFERENCES users (id));';

export default defineCheck({
  id: 'drop-foreign-key',
  title: 'Dropping a foreign key locks the table that it points at',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropConstraint'],
  needsState: true,
  covers: ['drop-foreign-key'],
  sources: [
    { tool: 'atlas', rule: 'CD101' },
    { tool: 'pgsafe', rule: 'drop-constraint' },
    { tool: 'online_migrations', rule: 'drop_table_multiple_foreign_keys' },
  ],
  message: 'Drops the foreign key {constraint} of {table}, and locks {parent}, too.',
  many: 'Drops {count} foreign keys, and locks the tables that they point at: {constraint}.',
  why:
    'It takes a moment, but holds ACCESS EXCLUSIVE locks on both tables until the migration commits, so ' +
    'reads and writes of {parent} wait as well. From then on rows without a parent are accepted.',
  todo: 'Set a lock_timeout where {parent} is busy, and ship nothing that takes long with it.',
  examples: {
    flagged: [
      {
        title: 'a foreign key that was there',
        released,
        sql: 'ALTER TABLE "posts" DROP CONSTRAINT "f";',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'another one on the same column in its place, which is reported as that',
        released,
        sql: 'ALTER TABLE posts DROP CONSTRAINT f;\nALTER TABLE posts ADD CONSTRAINT g FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;',
      },
      {
        title: 'before a table goes',
        released,
        sql: 'ALTER TABLE posts DROP CONSTRAINT f;\nDROP TABLE posts;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropConstraint')) {
      const dropped = relationBefore(visit, table)?.constraints.find(
        ({ name }) => name === command.name,
      );
      if (!dropped?.references || dropped.isNew || !isOlder(visit, table)) continue;
      if (isDroppedLater(visit, table) || isReadded(visit, table, dropped)) continue;
      const { references } = dropped;
      if (!visit.end().relations.has(keyOf(references.table))) continue;
      const parent = writeQualified(references.table.schema, references.table.name);
      visit.report({
        data: { constraint: dropped.name ?? '', table: written(table), parent },
        cause: 'foreign key',
      });
    }
  },
});
