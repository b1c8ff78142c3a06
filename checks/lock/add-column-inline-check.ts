import {
  alterCommands,
  as,
  columnBefore,
  defineCheck,
  meetsRows,
  optionsOf,
  ownValueOf,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-column-inline-check',
  title: 'A new column with a CHECK reads the table while it is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AddColumn'],
  covers: ['add-column-inline-check'],
  sources: [{ tool: 'eugene', rule: 'E1' }],
  message: 'Adds the column {column} with a CHECK, and reads the whole table for it.',
  many: 'Adds {count} columns with a CHECK, and reads the whole tables for it: {column}.',
  why:
    'All rows have the same value, and PostgreSQL reads each all the same, under an ACCESS EXCLUSIVE ' +
    'lock: reads and writes wait until the migration commits. In a definition of a column there is no ' +
    'NOT VALID.',
  todo:
    'On a table that is large or busy, add the column alone, then the CHECK with NOT VALID, and ' +
    'validate it in a later deploy:\n\n```sql\n' +
    'ALTER TABLE {sql} ADD CONSTRAINT {constraint} CHECK (…) NOT VALID;\n' +
    '-- in a later deploy:\nALTER TABLE {sql} VALIDATE CONSTRAINT {constraint};\n```',
  examples: {
    flagged: [
      {
        title: 'a table that was there before',
        sql: 'ALTER TABLE users ADD COLUMN age int CHECK (age > 0);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (id int);\nALTER TABLE users ADD COLUMN age int CHECK (age > 0);',
      },
      { title: 'without a CHECK', sql: 'ALTER TABLE users ADD COLUMN age int;' },
      {
        title: 'a column that rewrites the table is reported as that',
        sql: 'ALTER TABLE users ADD COLUMN n serial CHECK (n > 0);',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddColumn')) {
      const column = as(command.def, 'ColumnDef');
      const check = column && optionsOf(column).find(({ contype }) => contype === 'CONSTR_CHECK');
      if (!check || !meetsRows(visit, table) || ownValueOf(visit.before, column)) continue;
      const name = column.colname ?? '';
      if (command.missing_ok && columnBefore(visit, table, name)) continue;
      const constraint = sqlName(check.conname ?? `${table.relname}_${name}_check`);
      const data = { column: `${written(table)}.${name}`, sql: sqlNameOf(table), constraint };
      visit.report({ data, cause: 'check' });
    }
  },
});
