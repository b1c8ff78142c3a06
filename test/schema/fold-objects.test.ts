import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';
import { changed, names, relation } from './folded.ts';

const parser = createParser();
afterAll(() => parser.close());

test('policies, triggers and row level security follow their table', async () => {
  const { before, after } = await changed(
    parser,
    `CREATE TABLE t (id int);
     CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
     CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
     ALTER TABLE t ENABLE ROW LEVEL SECURITY;
     CREATE POLICY p ON t FOR SELECT USING (true);
     CREATE POLICY q ON t AS RESTRICTIVE USING (true);`,
    `ALTER TABLE t RENAME TO u;
     DROP POLICY p ON u;
     ALTER POLICY q ON public.u RENAME TO r;
     ALTER FUNCTION f() RENAME TO g;
     CREATE TRIGGER b BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION g();
     ALTER TABLE u DISABLE ROW LEVEL SECURITY;`,
  );
  expect(relation(before, 't')).toMatchObject({
    rowSecurity: 'on',
    policies: [
      { name: 'p', command: 'select', permissive: true, isNew: false },
      { name: 'q', command: 'all', permissive: false, isNew: false },
    ],
    triggers: [{ name: 'a', calls: { schema: 'public', name: 'f' }, isNew: false }],
  });
  const { policies, triggers, rowSecurity } = relation(after, 'u');
  expect(rowSecurity).toBe('off');
  expect(policies).toMatchObject([{ name: 'r', command: 'all', permissive: false, isNew: false }]);
  expect(triggers.map(({ name, calls, isNew }) => [name, calls.name, isNew])).toEqual([
    ['a', 'g', false],
    ['b', 'g', true],
  ]);
});

test('domains are types, checked where they or their base have a constraint', async () => {
  const { after } = await changed(
    parser,
    `CREATE SCHEMA s;
     CREATE DOMAIN plain AS text;
     CREATE DOMAIN checked AS text CHECK (VALUE <> '');
     CREATE DOMAIN s.over AS checked;
     CREATE TABLE t (a plain, b checked);`,
    `ALTER DOMAIN plain ADD CONSTRAINT c CHECK (VALUE <> 'x') NOT VALID;
     ALTER DOMAIN checked RENAME TO tested;
     DROP DOMAIN tested CASCADE;`,
  );
  expect(
    [...after.domains.values()].map(({ name, constrained }) => [name.name, constrained]),
  ).toEqual([
    ['plain', true],
    ['over', true],
  ]);
  expect([...relation(after, 't').columns.keys()]).toEqual(['a']);
});

test('functions are kept by name, with their overloads', async () => {
  const { after } = await changed(
    parser,
    `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
     CREATE FUNCTION f(a text, OUT b int) LANGUAGE sql AS 'SELECT 1';
     CREATE FUNCTION g() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';`,
    'DROP FUNCTION f(int); DROP FUNCTION g; ALTER FUNCTION f(text) SET SCHEMA s;',
  );
  expect([...after.routines.values()]).toEqual([
    {
      name: { schema: 's', name: 'f' },
      signatures: ['text'],
      volatility: 'volatile',
      isNew: false,
    },
  ]);
});

test('a view knows what it reads, under the names of today', async () => {
  const { after } = await changed(
    parser,
    `CREATE TABLE t (a int, b int);
     CREATE VIEW v AS WITH w AS (SELECT a FROM t) SELECT a FROM w;
     CREATE MATERIALIZED VIEW m AS SELECT * FROM t;`,
    'ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t RENAME TO u;',
  );
  const view = relation(after, 'v').query;
  expect(view?.relations).toEqual([{ schema: 'public', name: 'u' }]);
  expect(view?.columns).toContain('c');
  expect(relation(after, 'm').query?.star).toBe(true);
});

test('partitions, unlogged tables, sequences and the options of an index', async () => {
  const { after } = await changed(
    parser,
    `CREATE TABLE p (a int, b int) PARTITION BY RANGE (a, (b + 1));
     CREATE TABLE d PARTITION OF p DEFAULT;
     CREATE SEQUENCE s1; CREATE SEQUENCE s2;`,
    `CREATE UNLOGGED TABLE u (a text, b int);
     CREATE INDEX i ON u (a text_pattern_ops, b DESC NULLS LAST, b DESC);
     ALTER TABLE p RENAME COLUMN a TO c;
     DROP SEQUENCE s1;`,
  );
  expect(relation(after, 'p').partitionKey).toEqual(['c', null]);
  expect(relation(after, 'd').isDefaultPartition).toBe(true);
  expect(relation(after, 'u').isUnlogged).toBe(true);
  expect(relation(after, 'u').indexes[0]?.options).toEqual([
    'text_pattern_ops',
    'desc nulls last',
    'desc',
  ]);
  expect(names([...after.sequences.values()].map(({ name }) => name))).toEqual(['s2']);
});
