import type { Deed } from './makers.ts';

/** What is known of one error that PostgreSQL ends a migration with. */
export interface ErrorKnowledge {
  /** SQLSTATE. */
  readonly code: string;
  readonly name: string;
  /** PostgreSQL's words; its groups are named `name`, `table` and `column`. */
  readonly pattern: RegExp;
  /** The object that exists, or does not, and is looked for in the history. */
  readonly object?: Deed['object'];
  readonly trouble?: 'exists' | 'missing';
  readonly cause: string;
  readonly now: string;
  readonly prevention: string;
}

const again =
  'Compare the database with the migration. Where all of it is there, tell the migrator that it ran (below); ' +
  'where only a part is, do the rest by hand, or guard the statements with `IF NOT EXISTS`, and run it again.';
const noPush =
  'Change databases by migrations alone: `drizzle-kit push` and changes by hand leave nothing in the ' +
  "migrator's table. Do not edit or rename a migration that is merged: `merged-migration-changed` stops that.";
const rows =
  'The review of the pull request tries such rows in its sandbox (`fails-on-existing-rows`), and ' +
  '`db-review preflight` counts them in a database before the deploy.';

/**
 * Errors of migrations, by PostgreSQL's own words in English. The codes are those of errcodes.txt; the
 * words those of the messages in PostgreSQL's source.
 */
export const errorKnowledge: readonly ErrorKnowledge[] = [
  {
    code: '42701',
    name: 'column already exists',
    pattern: /column "(?<column>[^"]+)" of relation "(?<table>[^"]+)" already exists/,
    object: 'column',
    trouble: 'exists',
    cause: 'The migration adds a column that the database has already.',
    now: again,
    prevention: noPush,
  },
  {
    code: '42P07',
    name: 'relation already exists',
    pattern: /(?<!(?:for|of) )relation "(?<name>[^"]+)" already exists/,
    object: 'relation',
    trouble: 'exists',
    cause: 'The migration makes a table, index, view or sequence that the database has already.',
    now: again,
    prevention: noPush,
  },
  {
    code: '42710',
    name: 'object already exists',
    pattern: /type "(?<name>[^"]+)" already exists/,
    object: 'type',
    trouble: 'exists',
    cause: 'The migration makes a type that the database has already.',
    now: again,
    prevention: noPush,
  },
  {
    code: '42710',
    name: 'constraint already exists',
    pattern: /constraint "(?<name>[^"]+)" for relation "(?<table>[^"]+)" already exists/,
    object: 'constraint',
    trouble: 'exists',
    cause: 'The migration adds a constraint that the database has already.',
    now: again,
    prevention: noPush,
  },
  {
    code: '23502',
    name: 'a row without a value',
    pattern:
      /(?:column "(?<column>[^"]+)" of relation "(?<table>[^"]+)" contains null values|null value in column "[^"]+" .*violates not-null constraint)/,
    cause:
      'A column becomes NOT NULL, or is added as NOT NULL without a default, and rows have no value in it.',
    now: 'Find the rows (`SELECT count(*) FROM the_table WHERE the_column IS NULL`), give them a value in a migration before, and run again. The failed one has left nothing behind, if it ran in a transaction.',
    prevention: `Take three steps: add the column as nullable, fill it, set NOT NULL. ${rows}`,
  },
  {
    code: '23505',
    name: 'two equal rows',
    pattern:
      /(?:could not create unique index "(?<name>[^"]+)"|duplicate key value violates unique constraint "[^"]+")/,
    cause:
      'A unique index or constraint is built over rows of which two are equal, or a row is inserted twice.',
    now: 'DETAIL names the key. Find the rows with GROUP BY and HAVING count(*) > 1, decide which stays, and run again. An index that was built CONCURRENTLY is left behind invalid: drop it first.',
    prevention: `Remove the duplicates in a migration before the index. ${rows}`,
  },
  {
    code: '23503',
    name: 'a row without its parent',
    pattern: /violates foreign key constraint "(?<name>[^"]+)"/,
    cause:
      'A foreign key is added over rows whose parent does not exist, or a parent is deleted that rows still reference.',
    now: 'Find the orphans with a LEFT JOIN ... WHERE parent.id IS NULL, delete them or set them to NULL, and run again.',
    prevention: `Add the key as NOT VALID, mend the rows, and VALIDATE CONSTRAINT in a later migration. ${rows}`,
  },
  {
    code: '23514',
    name: 'a row that a check refuses',
    pattern:
      /check constraint "(?<name>[^"]+)" (?:of relation "(?<table>[^"]+)" )?is violated by some row/,
    cause: 'A CHECK is added over rows that break it.',
    now: 'Find them with `WHERE NOT (the condition)`, mend them, and run again.',
    prevention: `Add the constraint as NOT VALID, mend the rows, and VALIDATE CONSTRAINT in a later migration. ${rows}`,
  },
  {
    code: '55P03',
    name: 'lock timeout',
    pattern:
      /canceling statement due to lock timeout|could not obtain lock on relation "(?<name>[^"]+)"/,
    cause:
      'Another transaction held the table, and the migration gave up waiting, as lock_timeout told it to. Nothing is wrong with it.',
    now: 'Run it again, at a quiet time. If it fails again, see who holds the table: `SELECT pid, state, xact_start, query FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(PID))`; long transactions and idle ones in a transaction are the usual holders.',
    prevention:
      'Keep lock_timeout, and let the deploy repeat the migration a few times. Keep migrations short, with one table locked at a time.',
  },
  {
    code: '57014',
    name: 'statement timeout',
    pattern: /canceling statement due to statement timeout/,
    cause:
      'A statement of the migration took longer than statement_timeout: it reads or writes a table that is larger than was thought, or it waited for a lock.',
    now: 'Build indexes by hand with CREATE INDEX CONCURRENTLY, and write backfills in batches, both outside of the migration. Only then raise the limit, for the migration alone.',
    prevention:
      'Say under `tables` in `.github/db-review.yml` which tables are large; `db-review stats` prints it.',
  },
  {
    code: '55P04',
    name: 'a new enum value is used too early',
    pattern: /unsafe use of new value "(?<name>[^"]+)" of enum type/,
    cause:
      "A value that ALTER TYPE ... ADD VALUE adds cannot be used before its transaction commits, and Drizzle's migrator runs all pending migrations in one transaction.",
    now: 'Ship the ADD VALUE in a deploy before the one that uses the value. Or make the enum anew: a new type, ALTER COLUMN ... TYPE with USING, drop the old one.',
    prevention: 'The review tells it before: `enum-value-used-in-same-tx`.',
  },
  {
    code: '25001',
    name: 'not in a transaction',
    pattern:
      /(?<name>[A-Z][A-Z ]+?)(?: \.\.\. [A-Z ]+)? cannot (?:run|be executed) inside a transaction block/,
    cause:
      'The statement refuses to run in a transaction, and the migrator opens one around each migration.',
    now: 'Run it by hand outside of the migration. In the migration write the form with IF NOT EXISTS and without CONCURRENTLY, which then finds its work done.',
    prevention:
      'The review tells it before: `concurrently-in-transaction`, `non-transactional-statement`.',
  },
  {
    code: '40P01',
    name: 'deadlock',
    pattern: /deadlock detected/,
    cause:
      'The migration and the application locked the same tables in opposite orders, and PostgreSQL ended one of them.',
    now: 'Run it again: it was rolled back whole. DETAIL names both processes and what they waited for.',
    prevention:
      'Lock fewer tables in one transaction: one table in each migration, in the order in which the application takes them, with a lock_timeout.',
  },
  {
    code: '42703',
    name: 'column does not exist',
    pattern: /column "?(?<column>[^" ]+)"? (?:of relation "(?<table>[^"]+)" )?does not exist/,
    object: 'column',
    trouble: 'missing',
    cause: 'The statement names a column that the database does not have.',
    now: 'Look whether the migration that makes it has run in this database: `SELECT * FROM drizzle.__drizzle_migrations ORDER BY created_at DESC LIMIT 5`.',
    prevention: 'Keep the times in the journal rising: `journal-out-of-order` tells it before.',
  },
  {
    code: '42P01',
    name: 'relation does not exist',
    pattern: /(?<!(?:for|of) )relation "(?<name>[^"]+)" does not exist/,
    object: 'relation',
    trouble: 'missing',
    cause: 'The statement names a table, index or view that the database does not have.',
    now: 'Look whether the migration that makes it has run in this database: `SELECT * FROM drizzle.__drizzle_migrations ORDER BY created_at DESC LIMIT 5`.',
    prevention: 'Keep the times in the journal rising: `journal-out-of-order` tells it before.',
  },
  {
    code: '42704',
    name: 'object does not exist',
    pattern:
      /(?:type|index|constraint) "(?<name>[^"]+)"(?: of relation "(?<table>[^"]+)")? does not exist/,
    trouble: 'missing',
    cause: 'The statement names a type, index or constraint that the database does not have.',
    now: 'Look how it is called there (`\\d the_table` in psql). For a DROP, write IF EXISTS.',
    prevention:
      'Do not rename objects by hand; `roads-differ` tells where a new database and an old one are not alike.',
  },
  {
    code: '2BP01',
    name: 'other objects depend on it',
    pattern: /cannot drop .+ because other objects depend on it/,
    cause:
      'What is dropped is used by a view, a foreign key, a default or a policy, which DETAIL names.',
    now: 'Drop or change what DETAIL names first, in the same migration. CASCADE drops all of it without a question.',
    prevention:
      'Views that were made by hand are not in the snapshot: bring them into a migration, so that the review sees them.',
  },
  {
    code: '42804',
    name: 'no automatic cast',
    pattern: /column "(?<column>[^"]+)" cannot be cast automatically to type/,
    cause: 'PostgreSQL does not convert between the two types unless it is told how.',
    now: 'Add `USING "the_column"::the_type` to the ALTER COLUMN, after looking at values that do not convert.',
    prevention: 'The review tells it before: `alter-type-needs-using`.',
  },
  {
    code: '42501',
    name: 'permission denied',
    pattern: /permission denied for|must be owner of/,
    cause:
      'The role that migrates does not own the object, or lacks a right that another role has.',
    now: 'Run the migration as the owner, or give it the object: `ALTER TABLE the_table OWNER TO the_role`.',
    prevention: 'Let one role own the schema and run all migrations.',
  },
];
