import { afterAll, expect, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/check.ts';
import type { TableSetting } from '../../src/review/settings.ts';
import { sizer } from '../../src/review/sizes.ts';
import { createParser } from '../../src/sql/parser.ts';
import { lint, reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

async function weighed(sql: string, ...tables: TableSetting[]): Promise<string[]> {
  const { findings } = await lint(parse, [sql], { tables });
  return findings.map(({ check, severity }) => `${check} ${severity}`);
}

const index = 'CREATE INDEX i ON orders (total);';
const rows = (count: number): TableSetting => ({ pattern: 'orders', size: { rows: count } });

test('a lock that is as long as the table is large weighs by its size', async () => {
  expect(await weighed(index)).toEqual(['index-not-concurrent warning']);
  expect(await weighed(index, rows(1000))).toEqual(['index-not-concurrent notice']);
  expect(await weighed(index, rows(500_000))).toEqual(['index-not-concurrent warning']);
  expect(await weighed(index, rows(20_000_000))).toEqual(['index-not-concurrent error']);
  const wide = { pattern: 'orders', size: { rows: 1000, bytes: 9_000_000_000 } };
  expect(await weighed(index, wide)).toEqual(['index-not-concurrent error']);
});

test('what is written anew is large with fewer rows than what is only read', async () => {
  const random = 'ALTER TABLE orders ADD COLUMN key uuid DEFAULT gen_random_uuid();';
  const check = 'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0);';
  expect(await weighed(random, rows(1000))).toEqual(['add-column-volatile-default notice']);
  expect(await weighed(random, rows(1_000_000))).toEqual(['add-column-volatile-default error']);
  expect(await weighed(check, rows(2_000_000))).toEqual(['add-check-without-not-valid warning']);
});

test('it says what waits, and for how long', async () => {
  const { findings } = await lint(parse, [index], { tables: [rows(20_000_000)] });
  expect(findings[0]?.why).toMatch(
    /By the configuration the table orders has 20,000,000 rows: writes to it wait for 60 s, roughly\.$/,
  );
  const large = { tables: [{ pattern: '*', size: 'large' as const }] };
  const unique = await lint(parse, ['ALTER TABLE orders ADD UNIQUE (total);'], large);
  expect(unique.findings[0]).toMatchObject({ severity: 'error' });
  expect(unique.findings[0]?.why).toMatch(/orders is large, and reads and writes to it wait\.$/);
});

test('one large table among several decides, and all must be small to be a notice', async () => {
  const key = 'ALTER TABLE items ADD CONSTRAINT f FOREIGN KEY (order_id) REFERENCES orders (id);';
  const small = { pattern: 'items', size: 'small' as const };
  expect(await weighed(key, small)).toEqual(['add-fk-without-not-valid warning']);
  expect(await weighed(key, small, rows(100))).toEqual(['add-fk-without-not-valid notice']);
  expect(await weighed(key, small, rows(90_000_000))).toEqual(['add-fk-without-not-valid error']);
});

test('what loses values does so in small tables too, and the team has the last word', async () => {
  const texts = [
    'CREATE TABLE a (b numeric(9, 4), c int);',
    'ALTER TABLE a ALTER b TYPE numeric(9, 2);\n--> statement-breakpoint\nALTER TABLE a ALTER c TYPE bigint;',
  ];
  const entries = texts.map((sql, index) => ({
    tag: `000${index}_a`,
    when: index + 1,
    sql,
    snapshot: null,
  }));
  const trees = { base: exampleHistory(entries.slice(0, 1)), head: exampleHistory(entries) };
  const cut = await reviewTrees(parse, trees, { tables: [{ pattern: '*', size: 'small' }] });
  const rewrites = cut.findings.filter(({ check }) => check === 'alter-type-rewrite');
  expect(rewrites.map(({ line, severity }) => [line, severity])).toEqual([
    [1, 'error'],
    [3, 'notice'],
  ]);
  const { findings } = await lint(parse, [index], {
    tables: [rows(90_000_000)],
    checks: { 'index-not-concurrent': { severity: 'notice' } },
  });
  expect(findings).toMatchObject([{ severity: 'notice' }]);
});

test('a name comes before a pattern, and schemas count', () => {
  const sizeOf = sizer([
    { pattern: 'audit_*', size: 'large' },
    { pattern: 'audit_kinds', size: 'small' },
    { pattern: 'public.b', size: { rows: 7 } },
    { pattern: 'shop.*', size: { rows: 8 } },
  ]);
  expect(sizeOf({ schema: 'public', name: 'audit_log' })).toBe('large');
  expect(sizeOf({ schema: 'public', name: 'audit_kinds' })).toBe('small');
  expect(sizeOf({ schema: 'public', name: 'b' })).toEqual({ rows: 7 });
  expect(sizeOf({ schema: 'shop', name: 'b' })).toEqual({ rows: 8 });
  expect(sizeOf({ schema: 'other', name: 'b' })).toBeNull();
});
