import {
  alterCommands,
  as,
  columnBefore,
  dataTypeOf,
  defineCheck,
  formatType,
  meetsRows,
  ownValueOf,
  sqlName,
  sqlNameOf,
  stringsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-column-volatile-default',
  title: 'A new column rewrites the table while it is locked',
  category: 'lock',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  on: ['AlterTableStmt:AT_AddColumn'],
  covers: [
    'add-column-volatile-default',
    'add-column-serial',
    'add-column-identity',
    'add-column-generated-stored',
    'add-column-constrained-domain',
  ],
  sources: [
    { tool: 'squawk', rule: 'adding-field-with-default' },
    { tool: 'squawk', rule: 'adding-serial-primary-key-field' },
    { tool: 'eugene', rule: 'E10' },
    { tool: 'eugene', rule: 'E11' },
    { tool: 'strong_migrations', rule: 'add_column_default' },
    { tool: 'strong_migrations', rule: 'add_column_default_callable' },
    { tool: 'strong_migrations', rule: 'add_column_auto_incrementing' },
    { tool: 'strong_migrations', rule: 'add_column_generated_stored' },
    { tool: 'online_migrations', rule: 'add_column_with_default' },
    { tool: 'online_migrations', rule: 'add_column_generated_stored' },
    { tool: 'atlas', rule: 'PG302' },
    { tool: 'bytebase', rule: 'COLUMN_DEFAULT_DISALLOW_VOLATILE' },
  ],
  message:
    'Adds the column {column} with a value of its own for each row, which rewrites the table.',
  many: 'Adds {count} columns with values of their own for each row, a rewrite: {column}.',
  why:
    'A constant default, and now(), are kept once and cost nothing. A default that differs from row to ' +
    'row makes PostgreSQL write the table and all its indexes anew under an ACCESS EXCLUSIVE lock: ' +
    'reads and writes wait until the migration commits.',
  todo:
    'On a table that is not small, add the column empty, give new rows the default, and fill the old ' +
    'ones in batches after the deploy:\n\n```sql\n{add}\n{default}\n```\n\n' +
    'Require it in a later migration, when no row is empty.',
  variants: {
    serial: {
      message:
        'Adds the column {column} as {type}, which numbers every row and rewrites the table.',
      many: 'Adds {count} columns that number every row, and rewrites the tables: {column}.',
      why:
        'PostgreSQL takes a number from the sequence for each row that exists, and writes the table ' +
        'and all its indexes anew under an ACCESS EXCLUSIVE lock: reads and writes wait until the ' +
        'migration commits.',
      todo:
        'On a table that is not small, add a plain integer column, make a sequence its default for new ' +
        'rows, number the old ones in batches after the deploy, and require it in a later migration.',
    },
    generated: {
      message: 'Adds the generated column {column}, which is computed for every row: a rewrite.',
      many: 'Adds {count} generated columns, computed for every row, a rewrite: {column}.',
      why:
        'A stored generated column has a value in each row, so PostgreSQL writes the table and all its ' +
        'indexes anew under an ACCESS EXCLUSIVE lock: reads and writes wait until the migration commits.',
      todo:
        'On a table that is not small, compute the value in the query or index the expression. Or add ' +
        'a plain column that a trigger fills, and fill the old rows in batches after the deploy.',
    },
    domain: {
      message: 'Adds the column {column} of the domain {type}, which checks every row: a rewrite.',
      many: 'Adds {count} columns of domains that check every row, a rewrite: {column}.',
      why:
        'The domain has a constraint, so PostgreSQL checks it for each row, even where the column is ' +
        'empty, and writes the table and all its indexes anew under an ACCESS EXCLUSIVE lock: reads and ' +
        'writes wait until the migration commits.',
      todo:
        'On a table that is not small, give the column the plain type, add the condition as a CHECK ' +
        'with NOT VALID, and validate it in a later deploy.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a domain with a constraint, even where the column may be empty',
        released: 'CREATE TABLE users (id int);\nCREATE DOMAIN age AS int CHECK (VALUE > 0);',
        sql: 'ALTER TABLE users ADD COLUMN age age;',
        lines: [1],
      },
      {
        title: 'a random id for each row',
        sql: 'ALTER TABLE "users" ADD COLUMN "public_id" uuid DEFAULT gen_random_uuid() NOT NULL;',
        lines: [1],
      },
      {
        title: 'a number for each row',
        sql: 'ALTER TABLE users ADD COLUMN n bigserial NOT NULL;',
        lines: [1],
      },
      {
        title: 'an identity',
        sql: 'ALTER TABLE users ADD COLUMN n int GENERATED ALWAYS AS IDENTITY;',
        lines: [1],
      },
      {
        title: 'a stored generated column',
        sql: 'ALTER TABLE users ADD COLUMN n text GENERATED ALWAYS AS (upper(name)) STORED;',
        lines: [1],
      },
      {
        title: 'inside of another expression; several are one finding',
        sql: `ALTER TABLE a ADD b text DEFAULT 'x' || md5(random()::text), ADD c uuid DEFAULT uuid_generate_v4();`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a domain without a constraint',
        released: 'CREATE TABLE users (id int);\nCREATE DOMAIN age AS int;',
        sql: 'ALTER TABLE users ADD COLUMN age age;',
      },
      {
        title: 'a constant',
        sql: `ALTER TABLE users ADD COLUMN role text DEFAULT 'user' NOT NULL;`,
      },
      {
        title: 'the time of the transaction, which is the same for all rows',
        sql: 'ALTER TABLE users ADD COLUMN created_at timestamptz DEFAULT now() NOT NULL;',
      },
      {
        title: 'a default for rows to come',
        sql: 'ALTER TABLE users ADD COLUMN a uuid;\nALTER TABLE users ALTER COLUMN a SET DEFAULT gen_random_uuid();',
      },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN id uuid DEFAULT gen_random_uuid();',
      },
      {
        title: 'a virtual column, of which nothing is stored',
        postgres: 18,
        sql: 'ALTER TABLE users ADD COLUMN n text GENERATED ALWAYS AS (upper(name)) VIRTUAL;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddColumn')) {
      const column = as(command.def, 'ColumnDef');
      const value = column && ownValueOf(visit.before, column);
      if (!value || !meetsRows(visit, table)) continue;
      const name = column.colname ?? '';
      if (command.missing_ok && columnBefore(visit, table, name)) continue;

      const variant = value === 'identity' ? 'serial' : value;
      const type = column.typeName ? formatType(dataTypeOf(column.typeName)) : '';
      const on = `ALTER TABLE ${sqlNameOf(table)}`;
      visit.report({
        cause: variant,
        ...(variant !== 'default' && { variant }),
        data: {
          column: `${written(table)}.${name}`,
          type: value === 'serial' ? (stringsOf(column.typeName?.names).at(-1) ?? '') : type,
          add: `${on} ADD COLUMN ${sqlName(name)} ${type};\n--> statement-breakpoint`,
          default: `${on} ALTER COLUMN ${sqlName(name)} SET DEFAULT …;`,
        },
      });
    }
  },
});
