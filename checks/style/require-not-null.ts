import { as, defineCheck, writtenColumns, relationOf, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'require-not-null',
  title: 'A column that may hold NULL',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt', 'AlterTableStmt:AT_AddColumn'],
  covers: ['require-not-null'],
  sources: [{ tool: 'bytebase', rule: 'COLUMN_NO_NULL' }],
  options: {
    except: {
      type: 'list',
      default: ['deleted_at'],
      what: 'Names of columns that may hold NULL.',
    },
  },
  message: 'The new column {column} may hold NULL.',
  many: '{count} new columns may hold NULL: {column}.',
  why:
    'Every query and every type of the code has to think of NULL, which also falls out of comparisons ' +
    'and of unique keys.',
  todo: 'Add `.notNull()` in the Drizzle schema, with a default where older rows need one.',
  examples: {
    flagged: [
      {
        title: 'a new table',
        sql: 'CREATE TABLE a (\n  id int PRIMARY KEY,\n  name text\n);',
        lines: [3],
      },
      { title: 'a column', sql: 'ALTER TABLE a ADD COLUMN name text;', lines: [1] },
    ],
    accepted: [
      {
        title: 'required, part of a key, excepted, or required later in the change',
        sql:
          'CREATE TABLE a (id int, name text NOT NULL, b int, deleted_at date, PRIMARY KEY (id));\n' +
          'ALTER TABLE a ALTER COLUMN b SET NOT NULL;',
      },
    ],
  },
  statement(visit) {
    if (as(visit.statement.node, 'CreateStmt')?.relation?.relpersistence === 't') return;
    for (const { table, name, constraints, at } of writtenColumns(visit.statement)) {
      if (visit.options.except.includes(name)) continue;
      const known = relationOf(visit.end(), table)?.columns.get(name)?.notNull;
      const isRequired = known ?? constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL');
      if (isRequired) continue;
      visit.report({ at, cause: written(table), data: { column: `${written(table)}.${name}` } });
    }
  },
});
