import {
  defineCheck,
  isIndexed,
  newForeignKeys,
  relationOf,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

const parent = 'CREATE TABLE users (id int PRIMARY KEY);';
const foreignKey =
  'ALTER TABLE "posts" ADD CONSTRAINT "f" FOREIGN KEY ("user_id") REFERENCES "users"("id");';

export default defineCheck({
  id: 'fk-missing-index',
  title: 'A foreign key has no index on its own side',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint', 'AlterTableStmt:AT_AddColumn', 'CreateStmt'],
  needsState: true,
  covers: ['fk-missing-index'],
  sources: [
    { tool: 'eugene', rule: 'E15' },
    { tool: 'strong_migrations', rule: 'add_reference' },
    { tool: 'splinter', rule: '0001' },
    { tool: 'migrationpilot', rule: 'MP016' },
    { tool: 'pg-migration-lint', rule: 'PML501' },
  ],
  message: 'No index helps to find the rows of {table} by {columns}, which reference {parent}.',
  many: 'No index helps to find rows by {count} new foreign keys: {key}.',
  why:
    'PostgreSQL makes no index for a foreign key. Whenever a row of {parent} is deleted, or its key ' +
    'changes, it looks for the rows that reference it, and reads the whole table for each one.',
  todo:
    'Declare an index in the Drizzle schema, `index().on(…)`, so that the migration brings it:\n\n' +
    '```sql\n{index}\n```\n\nRows of a table that are never deleted and seldom joined need none.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit writes it',
        sql: `${parent}\nCREATE TABLE posts (id int PRIMARY KEY, user_id int);\n${foreignKey}`,
        lines: [3],
      },
      {
        title: 'in the definition of a table; an index on other columns first does not help',
        sql:
          `${parent}\nCREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users);\n` +
          'CREATE INDEX i ON posts (id, user_id);',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'an index that comes later in the change',
        sql: [
          `${parent}\nCREATE TABLE posts (id int PRIMARY KEY, user_id int);\n${foreignKey}`,
          'CREATE INDEX i ON posts (user_id, id);',
        ],
      },
      {
        title: 'a primary key that begins with it',
        sql: `${parent}\nCREATE TABLE posts (id int, user_id int, PRIMARY KEY (user_id, id));\n${foreignKey}`,
      },
      { title: 'a table whose indexes nobody knows', sql: foreignKey },
      {
        title: 'one that the change drops again, and a view with the old name of a table',
        sql: [
          `${parent}\nCREATE TABLE posts (id int PRIMARY KEY, user_id int);\n${foreignKey}`,
          'ALTER TABLE posts DROP CONSTRAINT f;',
          `CREATE TABLE notes (id int PRIMARY KEY, user_id int REFERENCES users (id));
CREATE INDEX i ON notes (user_id);
ALTER TABLE notes RENAME TO remarks;
CREATE VIEW notes AS SELECT * FROM remarks;`,
        ],
      },
    ],
  },
  statement(visit) {
    for (const { table, parent: to, columns } of newForeignKeys(visit.statement.node)) {
      const relation = relationOf(visit.end(), table);
      const isKnown = relation?.isNew || visit.end().complete;
      // What the change drops again, or renames and leaves a view for, needs none.
      const isLeft = relation?.constraints.some(
        (each) => each.kind === 'foreign key' && each.columns.join() === columns.join(),
      );
      if (!relation || !isKnown || !isLeft || isIndexed(relation, columns)) continue;
      const index = `CREATE INDEX ON ${sqlNameOf(table)} (${columns.map(sqlName).join(', ')});`;
      visit.report({
        data: {
          table: written(table),
          columns,
          parent: written(to),
          key: `${written(table)}.${columns.join(', ')}`,
          index,
        },
        cause: 'index',
      });
    }
  },
});
