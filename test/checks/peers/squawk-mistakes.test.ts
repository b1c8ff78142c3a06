import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../../checks/index.ts';
import { exampleHistory } from '../../../src/review/check.ts';
import type { Finding } from '../../../src/review/finding.ts';
import type { Settings } from '../../../src/review/settings.ts';
import { createParser } from '../../../src/sql/parser.ts';
import { reviewTrees } from '../../review/reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const before = `CREATE TABLE t (id bigint PRIMARY KEY, a varchar(10), b integer, c numeric(8, 2));
CREATE TABLE days (d date) PARTITION BY RANGE (d);
CREATE TABLE day (d date);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one;
CREATE TABLE child (t_id bigint, CONSTRAINT child_t FOREIGN KEY (t_id) REFERENCES t (id));
CREATE INDEX t_b ON t (b);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE TABLE feelings (id bigint PRIMARY KEY, mood mood);`;

async function found(sql: string, settings: Partial<Settings> = {}): Promise<readonly Finding[]> {
  const entries = [before, sql].map((text, index) => ({
    tag: `000${index}_mistake`,
    when: index + 1,
    sql: text,
    snapshot: null,
  }));
  const trees = { base: exampleHistory(entries.slice(0, 1)), head: exampleHistory(entries) };
  return (await reviewTrees(parse, trees, settings)).findings;
}

/** What squawk 2.66 reports, and PostgreSQL does not do. */
test.each([
  ['a negative constant as default', 'ALTER TABLE t ADD COLUMN n int DEFAULT -1;'],
  ['today as default', 'ALTER TABLE t ADD COLUMN n date DEFAULT CURRENT_DATE;'],
  ['now with a precision', 'ALTER TABLE t ADD COLUMN n timestamptz DEFAULT CURRENT_TIMESTAMP(3);'],
  ['a stable function', "ALTER TABLE t ADD n timestamptz DEFAULT date_trunc('day', now());"],
  ['an immutable function', "ALTER TABLE t ADD COLUMN n text DEFAULT upper('a');"],
  ['a value added to an enum', "ALTER TYPE mood ADD VALUE 'fine';"],
  ['a wider varchar', 'ALTER TABLE t ALTER COLUMN a TYPE varchar(20);'],
  ['varchar to text', 'ALTER TABLE t ALTER COLUMN a SET DATA TYPE text;'],
  ['more digits', 'ALTER TABLE t ALTER COLUMN c TYPE numeric(12, 2);'],
  [
    'NOT NULL on a table of the same transaction',
    'CREATE TABLE n (id bigint PRIMARY KEY, x int);\nALTER TABLE n ALTER COLUMN x SET NOT NULL;',
  ],
  [
    'a required column of a table of the same transaction',
    'CREATE TABLE n (id bigint PRIMARY KEY);\nALTER TABLE n ADD COLUMN x int NOT NULL;',
  ],
  [
    'a primary key of a table of the same transaction',
    'CREATE TABLE n (x bigint);\nALTER TABLE n ADD PRIMARY KEY (x);',
  ],
  [
    'another type in a table of the same transaction',
    'CREATE TABLE n (id bigint PRIMARY KEY, x int);\nALTER TABLE n ALTER COLUMN x TYPE bigint;',
  ],
  [
    'a table that comes and goes in one transaction',
    'CREATE TABLE n (id bigint PRIMARY KEY);\nDROP TABLE n;',
  ],
])('silent on %s', async (_title, sql) => {
  const findings = (await found(sql)).filter(({ severity }) => severity !== 'notice');
  expect(findings.map(({ check }) => check)).toEqual([]);
});

test('silent on a virtual column, which stores nothing', async () => {
  const sql = 'ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (b * 2) VIRTUAL;';
  expect(await found(sql, { postgres: 18 })).toEqual([]);
});

test.each(['UNIQUE (a)', 'EXCLUDE USING gist (b WITH =)'])(
  'does not tell to add %s as NOT VALID, which is no SQL',
  async (constraint) => {
    const findings = await found(`ALTER TABLE t ADD CONSTRAINT n ${constraint};`);
    for (const { todo } of findings) expect(todo).not.toContain('NOT VALID');
  },
);

const covered = new Set(
  (await Promise.all(registry.map((entry) => entry.load()))).flatMap(({ covers }) => covers),
);

/** What PostgreSQL does, and squawk 2.66 does not report, by the row of the catalogue. */
const missed = [
  ['concurrently-in-transaction', 'CREATE INDEX CONCURRENTLY n ON t (b);'],
  ['concurrently-in-transaction', 'DROP INDEX CONCURRENTLY t_b;'],
  ['add-column-serial', 'ALTER TABLE t ADD COLUMN n bigserial;'],
  ['add-column-identity', 'ALTER TABLE t ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;'],
  ['add-column-constrained-domain', 'ALTER TABLE t ADD COLUMN n positive;'],
  ['add-column-inline-check', 'ALTER TABLE t ADD COLUMN n int CHECK (n > 0);'],
  ['drop-schema', 'DROP SCHEMA public CASCADE;'],
  ['drop-type-cascade', 'DROP TYPE mood CASCADE;'],
  ['truncate-table', 'TRUNCATE child;'],
  ['update-without-where', 'UPDATE t SET b = 1;'],
  ['delete-without-where', 'DELETE FROM child;'],
  ['refresh-matview', 'REFRESH MATERIALIZED VIEW mv;'],
  [
    'attach-partition-without-check',
    "ALTER TABLE days ATTACH PARTITION day FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
  ],
  ['disable-trigger', 'ALTER TABLE t DISABLE TRIGGER ALL;'],
  [
    'enum-value-used-in-same-tx',
    "ALTER TYPE mood ADD VALUE 'fine';\nALTER TABLE t ADD COLUMN n mood DEFAULT 'fine';",
  ],
  ['rename-or-remove-enum-value', "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';"],
  ['set-logged-unlogged', 'ALTER TABLE t SET UNLOGGED;'],
  ['vacuum-full-cluster', 'VACUUM FULL t;'],
  ['lock-table', 'LOCK TABLE t;'],
  ['do-block', "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 't'; END $$;"],
  ['drop-table', 'DO $$ BEGIN DROP TABLE child; END $$;'],
  ['drop-foreign-key', 'ALTER TABLE child DROP CONSTRAINT child_t;'],
  ['disable-rls', 'ALTER TABLE t DISABLE ROW LEVEL SECURITY;'],
  ['grant-to-public', 'GRANT SELECT ON t TO PUBLIC;'],
  [
    'security-definer-search-path',
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
  ],
  ['json-column-added', 'ALTER TABLE t ADD COLUMN n json;'],
  ['require-primary-key', 'CREATE TABLE n (x int);'],
  ['fk-missing-index', 'CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id));'],
] as const;

test.each(missed.filter(([row]) => covered.has(row)))('finds %s: %s', async (row, sql) => {
  const findings = await found(sql);
  const checks = await Promise.all(
    registry
      .filter(({ id }) => findings.some(({ check }) => check === id))
      .map((entry) => entry.load()),
  );
  expect(checks.flatMap(({ covers }) => covers)).toContain(row);
});
