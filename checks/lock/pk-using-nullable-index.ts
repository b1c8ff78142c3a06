import {
  alterCommands,
  as,
  defineCheck,
  relationBefore,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int, code int NOT NULL);\nCREATE UNIQUE INDEX i ON users (id);\nCREATE UNIQUE INDEX j ON users (code);';

export default defineCheck({
  id: 'pk-using-nullable-index',
  title: 'A primary key over a nullable column reads the table while it is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint'],
  needsState: true,
  covers: ['pk-using-nullable-index'],
  sources: [
    { tool: 'eugene', rule: 'W14' },
    { tool: 'atlas', rule: 'PG304' },
  ],
  message: 'Makes {index} the primary key of {table}, where {column} may be NULL.',
  why:
    'A primary key makes its columns NOT NULL, so PostgreSQL reads the whole table for a NULL under an ' +
    'ACCESS EXCLUSIVE lock. One NULL makes it fail (23502).',
  todo:
    'Require the column first, by a CHECK that is validated in a deploy of its own:\n\n```sql\n' +
    'ALTER TABLE {sql} ADD CONSTRAINT {check} CHECK ({columnSql} IS NOT NULL) NOT VALID;\n' +
    '-- in a later deploy:\nALTER TABLE {sql} VALIDATE CONSTRAINT {check};\n' +
    '-- and then:\nALTER TABLE {sql} ALTER COLUMN {columnSql} SET NOT NULL;\n```',
  examples: {
    flagged: [
      {
        title: 'a column that may be NULL',
        released,
        sql: 'ALTER TABLE users ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a required one',
        released,
        sql: 'ALTER TABLE users ADD CONSTRAINT pk PRIMARY KEY USING INDEX j;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddConstraint')) {
      const { contype, indexname } = as(command.def, 'Constraint') ?? {};
      const relation = relationBefore(visit, table);
      const index = relation?.indexes.find(({ name }) => name === indexname);
      if (contype !== 'CONSTR_PRIMARY' || !index || relation?.isNew) continue;
      const column = index.columns.find(
        (name) => relation?.columns.get(name ?? '')?.notNull === false,
      );
      if (column == null) continue;
      const check = sqlName(`${table.relname}_${column}_not_null`);
      visit.report({
        data: {
          index: index.name,
          table: written(table),
          column,
          columnSql: sqlName(column),
          sql: sqlNameOf(table),
          check,
        },
      });
    }
  },
});
