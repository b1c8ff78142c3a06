import {
  defineCheck,
  keysOf,
  newForeignKeys,
  relationBefore,
  relationOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'fk-references-non-unique',
  title: 'A foreign key points at columns that are not unique',
  category: 'schema',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint', 'AlterTableStmt:AT_AddColumn', 'CreateStmt'],
  needsState: true,
  covers: ['fk-references-non-unique'],
  sources: [],
  message: 'A foreign key of {table} points at {columns} of {parent}, which nothing keeps unique.',
  why: 'PostgreSQL refuses a foreign key to columns without a primary key or unique constraint (42830).',
  todo: 'Make the columns unique before, in the same migration, or point at the primary key.',
  examples: {
    flagged: [
      {
        title: 'a column of which nobody says that it is unique',
        sql: 'CREATE TABLE users (id int PRIMARY KEY, name text);\nCREATE TABLE posts (author text REFERENCES users (name));',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'the primary key, a unique constraint, a unique index',
        sql:
          'CREATE TABLE users (id int PRIMARY KEY, a int UNIQUE, b int);\nCREATE UNIQUE INDEX i ON users (b);\n' +
          'CREATE TABLE p (a int REFERENCES users, b int REFERENCES users (a), c int REFERENCES users (b));',
      },
      {
        title: 'a table of which nobody knows',
        sql: 'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c (d);',
      },
      {
        title: 'a table that points at itself',
        sql: 'CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a (id));',
      },
    ],
  },
  statement(visit) {
    for (const { table, parent, referenced } of newForeignKeys(visit.statement.node)) {
      const isSelf = written(table) === written(parent);
      const target = isSelf ? relationOf(visit.end(), parent) : relationBefore(visit, parent);
      const isKnown = target && (target.isNew || visit.before.complete);
      if (!isKnown || referenced.length === 0 || target.kind.endsWith('view')) continue;
      const isUnique = keysOf(target).some(
        ({ unique, isPlain, columns }) =>
          unique &&
          isPlain &&
          columns.length === referenced.length &&
          columns.every((column) => column !== null && referenced.includes(column)),
      );
      if (isUnique) continue;
      visit.report({
        data: { table: written(table), parent: written(parent), columns: referenced },
      });
    }
  },
});
