import {
  type ColumnTypeChange,
  columnTypeChanges,
  defineCheck,
  formatType,
  isRetypedLater,
  type Severity,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'alter-type-rewrite',
  title: 'A change of type rewrites the table while it is locked',
  category: 'lock',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  sized: true,
  needsState: true,
  on: ['AlterTableStmt:AT_AlterColumnType'],
  covers: ['enum-recreate', 'alter-type-rewrite', 'narrow-column-type'],
  sources: [
    { tool: 'squawk', rule: 'changing-column-type' },
    { tool: 'eugene', rule: 'E5' },
    { tool: 'strong_migrations', rule: 'change_column' },
    { tool: 'online_migrations', rule: 'change_column' },
    { tool: 'atlas', rule: 'PG301' },
    { tool: 'bytebase', rule: 'COLUMN_DISALLOW_CHANGE_TYPE' },
    { tool: 'django-migration-linter', rule: 'ALTER_COLUMN' },
  ],
  message: 'Changes {column} from {from} to {to}, which rewrites the whole table.',
  many: 'Changes the types of {count} columns, which rewrites the whole tables: {column}.',
  why:
    'PostgreSQL writes the table and all its indexes anew under an ACCESS EXCLUSIVE lock: reads and ' +
    'writes wait until the migration commits, and the disk holds both copies until then.',
  todo:
    'On a table that is not small, add a column of the new type, write both from the code, copy the ' +
    'old values in batches, read the new column, and drop the old one in a later release.',
  variants: {
    fails: {
      message: 'Changes {column} from {from} to {to}: a rewrite, which fails on {what}.',
      many: 'Changes the types of {count} columns, a rewrite which fails on values that do not fit: {column}.',
      why:
        'PostgreSQL writes the table anew under an ACCESS EXCLUSIVE lock, so reads and writes wait, ' +
        'and one value that does not fit into the new type makes the migration fail.',
      todo:
        'Count such values in production before the deploy. To limit new values only, keep the type ' +
        'and add a CHECK constraint as NOT VALID.',
    },
    loses: {
      message: 'Changes {column} from {from} to {to}: a rewrite, which silently loses {what}.',
      many: 'Changes the types of {count} columns, a rewrite which silently loses parts of values: {column}.',
      why:
        'PostgreSQL converts each value under an ACCESS EXCLUSIVE lock, so reads and writes wait. What ' +
        'the new type cannot hold is gone, without an error.',
      todo: 'Make sure that nobody needs what is lost, or keep it in a column of its own.',
    },
    zone: {
      message: 'Changes {column} from {from} to {to}: a rewrite, unless the session is in UTC.',
      many: 'Changes the types of {count} columns, a rewrite unless the session is in UTC: {column}.',
      why:
        'Where the time zone of the session that migrates is UTC, PostgreSQL 12 and later keep the ' +
        'rows as they are. In any other zone each value moves, and the table is written anew under an ' +
        'ACCESS EXCLUSIVE lock.',
      todo: "Say which zone the old values are in, by `SET LOCAL timezone = 'UTC';` before the statement.",
    },
    unknown: {
      message: 'Changes {column} from {from} to {to}, which may rewrite the whole table.',
      many: 'Changes the types of {count} columns, which may rewrite the whole tables: {column}.',
      why:
        'How these types are stored is not known here. If they are stored differently, PostgreSQL ' +
        'writes the table anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.',
      todo: 'Try it on a copy with as many rows as production has.',
    },
    'old-type-unknown': {
      message: 'Changes {column} to {to}, which may rewrite the whole table.',
      many: 'Changes the types of {count} columns, which may rewrite the whole tables: {column}.',
      why:
        'The old type of the column is not known here. Unless it is stored alike, PostgreSQL writes ' +
        'the table anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.',
      todo: 'Review it with its history: `db-review check` knows the old type from the snapshots.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'integers become larger',
        released: 'CREATE TABLE a (b integer);',
        sql: 'ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE bigint;',
        lines: [1],
      },
      {
        title: 'a limit where there was none',
        released: 'CREATE TABLE a (b text);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE varchar(20);',
        lines: [1],
      },
      {
        title: 'a scale that drops decimals',
        released: 'CREATE TABLE a (b numeric(10,4));',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE numeric(10,2);',
        lines: [1],
      },
      {
        title: 'a time zone',
        severity: 'warning',
        released: 'CREATE TABLE a (b timestamp);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE timestamptz;',
        lines: [1],
      },
      {
        title: 'an old type that nobody knows',
        severity: 'warning',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE bigint;',
        lines: [1],
      },
      {
        title: 'text, from a type that nobody knows and that has to be converted',
        severity: 'warning',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE text USING b::text;',
        lines: [1],
      },
      {
        title: 'several columns of one table are one finding',
        released: 'CREATE TABLE a (b int, c int);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE bigint;\nALTER TABLE a ALTER COLUMN c TYPE bigint;',
        lines: [1],
      },
      {
        title:
          'an enum that loses a value, by way of text: one finding, where the values have to fit',
        released: `CREATE TYPE e AS ENUM ('x', 'y');\nCREATE TABLE a (b e);`,
        sql:
          'ALTER TABLE a ALTER COLUMN b TYPE text;\nDROP TYPE e;\n' +
          `CREATE TYPE e AS ENUM ('x');\nALTER TABLE a ALTER COLUMN b TYPE e USING b::e;`,
        lines: [4],
      },
      {
        title: 'several columns are one finding, whatever their tables',
        released: 'CREATE TABLE a (b int);\nCREATE TABLE c (d int);',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE bigint;\nALTER TABLE c ALTER COLUMN d TYPE bigint;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a wider limit',
        released: 'CREATE TABLE a (b varchar(50));',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE varchar(100);',
      },
      {
        title: 'no limit any more',
        released: 'CREATE TABLE a (b varchar(50));',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE text;',
      },
      {
        title: 'more digits of the same scale',
        released: 'CREATE TABLE a (b numeric(10,2));',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE numeric(12,2);',
      },
      {
        title: 'a table that the same change empties',
        released: 'CREATE TABLE a (b integer);',
        sql: 'TRUNCATE a;\nALTER TABLE a ALTER COLUMN b TYPE bigint;',
      },
      {
        title: 'text, from a type that nobody knows: mostly a limit is taken away',
        sql: 'ALTER TABLE a ALTER COLUMN b TYPE text;',
      },
      {
        title: 'a table that the same change made',
        sql: ['CREATE TABLE a (b integer);', 'ALTER TABLE a ALTER COLUMN b TYPE bigint;'],
      },
    ],
  },
  statement(visit) {
    for (const change of columnTypeChanges(visit)) {
      const judged = judge(change);
      if (change.needsUsing || !judged) continue;
      // Text between two enums: the way back is the finding.
      if (isRetypedLater(visit, change.table, change.column)) continue;
      const column = `${written(change.table)}.${change.column}`;
      visit.report({
        ...judged,
        cause: `${judged.variant}`,
        ...(change.narrowing && { isSizeless: true as const }),
        data: {
          column,
          from: change.from ? formatType(change.from) : '',
          to: formatType(change.to),
          what: { prose: change.narrowing?.what ?? '' },
        },
      });
    }
  },
});

function judge({
  from,
  to,
  rewrite,
  narrowing,
  hasUsing,
}: ColumnTypeChange): { variant?: string; severity?: Severity } | null {
  if (!from || !rewrite) {
    const isUnlimitedText = (to.name === 'text' || to.name === 'varchar') && !to.modifiers.length;
    return isUnlimitedText && !hasUsing
      ? null
      : { variant: 'old-type-unknown', severity: 'warning' };
  }
  if (narrowing) return { variant: narrowing.effect };
  if (rewrite.rewrites === true) return {};
  if (rewrite.rewrites === false) return null;
  const isZone = from.name.startsWith('timestamp') && to.name.startsWith('timestamp');
  return { variant: isZone ? 'zone' : 'unknown', severity: 'warning' };
}
