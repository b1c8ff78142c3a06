import {
  alterCommands,
  as,
  columnBefore,
  defineCheck,
  hasDefault,
  meetsRows,
  optionsOf,
  ownValueOf,
  sqlName,
  sqlNameOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-column-inline-unique',
  title: 'A new unique column builds its index while the table is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AddColumn'],
  covers: ['add-column-inline-unique'],
  sources: [
    { tool: 'squawk', rule: 'disallowed-unique-constraint' },
    { tool: 'squawk', rule: 'adding-serial-primary-key-field' },
    { tool: 'eugene', rule: 'E7' },
    { tool: 'atlas', rule: 'MF101' },
    { tool: 'migrationpilot', rule: 'MP027' },
  ],
  message: 'Adds the unique column {column}, and builds its index at once.',
  many: 'Adds {count} unique columns, and builds their indexes at once: {column}.',
  why:
    'PostgreSQL reads the table for the index under an ACCESS EXCLUSIVE lock: reads and writes wait ' +
    'until the migration commits.',
  todo:
    'On a table that is large or busy, add the column alone. Build the index by hand after the ' +
    'deploy, outside of any transaction, and let a later migration take it over:\n\n```sql\n' +
    'CREATE UNIQUE INDEX CONCURRENTLY {index} ON {sql} ({name});\n' +
    '-- in the later migration:\n' +
    'ALTER TABLE {sql} ADD CONSTRAINT {index} UNIQUE USING INDEX {index};\n```',
  variants: {
    same: {
      message: 'Adds the unique column {column} with one value for all rows.',
      many: 'Adds {count} unique columns with one value for all rows: {column}.',
      why: 'The default is the value of every row that exists, so two rows make it fail (23505).',
      todo: 'Add the column without default, fill it, and make it unique afterwards.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a table that was there before',
        sql: 'ALTER TABLE users ADD COLUMN email text UNIQUE;',
        lines: [1],
      },
      {
        title: 'a default that all rows share',
        severity: 'error',
        sql: `ALTER TABLE users ADD COLUMN code text DEFAULT 'x' UNIQUE;`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE users (id int);\nALTER TABLE users ADD COLUMN email text UNIQUE;',
      },
      {
        title: 'a serial column, which rewrites the table and is reported as that',
        sql: 'ALTER TABLE users ADD COLUMN n serial UNIQUE;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddColumn')) {
      const column = as(command.def, 'ColumnDef');
      const kinds = new Set(column && optionsOf(column).map(({ contype }) => contype));
      if (!column || (!kinds.has('CONSTR_UNIQUE') && !kinds.has('CONSTR_PRIMARY'))) continue;
      if (!meetsRows(visit, table) || ownValueOf(visit.before, column)) continue;
      const name = column.colname ?? '';
      if (command.missing_ok && columnBefore(visit, table, name)) continue;
      // A primary key without a value is NULL in every row, which is reported as that.
      if (kinds.has('CONSTR_PRIMARY') && !hasDefault(column)) continue;
      const index = sqlName(`${table.relname}_${name}_key`);
      visit.report({
        data: {
          column: `${written(table)}.${name}`,
          sql: sqlNameOf(table),
          index,
          name: sqlName(name),
        },
        ...(hasDefault(column)
          ? { variant: 'same', severity: 'error', cause: 'same' }
          : { cause: 'index' }),
      });
    }
  },
});
