import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../facts/${name}`, import.meta.url), 'utf8'));
}

const catalogue = read('catalogue.json') as { id: string; severity: string }[];
const table = read('catalogue-table.json') as {
  readonly 'left out': Readonly<Record<string, string>>;
  readonly 'not built yet': readonly string[];
};
const checks = await Promise.all(registry.map((entry) => entry.load()));
const covered = new Set(checks.flatMap(({ covers }) => covers));
const others = [...Object.keys(table['left out']), ...table['not built yet']];

test('each row of the catalogue has a check, a reason, or is known to be missing', () => {
  const known = new Set([...covered, ...others]);
  expect(catalogue.filter(({ id }) => !known.has(id)).map(({ id }) => id)).toEqual([]);
});

test('no row is in two places, and none is made up', () => {
  expect(others.filter((id) => covered.has(id))).toEqual([]);
  expect(new Set(others).size).toBe(others.length);
  const rows = new Set(catalogue.map(({ id }) => id));
  expect(others.filter((id) => !rows.has(id))).toEqual([]);
});

test('what is left out says why', () => {
  for (const reason of Object.values(table['left out'])) expect(reason).toMatch(/^[A-Z].{10,}\.$/);
});
