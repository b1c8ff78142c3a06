import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { movingFrom } from '../../scripts/moving-from.ts';
import { presets } from '../../src/review/presets.ts';
import { peerRules } from '../../scripts/peer-rules.ts';

const checks = await Promise.all(registry.map((entry) => entry.load()));

test('docs/moving-from.md is what the generator writes', async () => {
  const committed = readFileSync(new URL('../../docs/moving-from.md', import.meta.url), 'utf8');
  expect(committed).toBe(await movingFrom());
});

test('the names in a cell of the catalogue are read, and its notes are not', () => {
  const rulesOf = (tool: string) =>
    peerRules().flatMap((each) => (each.tool === tool ? (each.rule ?? []) : []));
  expect(rulesOf('squawk')).toHaveLength(40);
  expect(rulesOf('squawk')).toContain('require-timeout-settings');
  expect(rulesOf('eugene')).toHaveLength(15);
  expect(rulesOf('strong_migrations')).toHaveLength(29);
  expect(rulesOf('pg-migration-lint')).toEqual(expect.arrayContaining(['PML302', 'PML402']));
  expect(rulesOf('atlas')).toEqual(expect.arrayContaining(['NM103', 'MF104', 'BC102']));
  expect(rulesOf('splinter')).toContain('0017');
});

/** Rules, or what does the work of one, that the catalogue leaves unnamed. */
const others = [
  'atlas: atlas.sum',
  'atlas: migrate diff / schema drift',
  'atlas: migrate lint (dev database)',
  'biome: noDrizzleDeleteWithoutWhere',
  'biome: noDrizzleUpdateWithoutWhere',
  'bytebase: NAMING_COLUMN',
  'bytebase: NAMING_INDEX_FK',
  'bytebase: NAMING_INDEX_IDX',
  'bytebase: NAMING_INDEX_PK',
  'bytebase: NAMING_INDEX_UK',
  'bytebase: NAMING_TABLE',
  'django-migration-linter: RENAME_TABLE',
  'eslint-plugin-drizzle: enforce-delete-with-where',
  'eslint-plugin-drizzle: enforce-update-with-where',
  'npm audit: GHSA-gpj5-g38j-94v9',
  'pgfence: lock-timeout-too-long',
  'pgfence: lock-timeout-zero',
  'pgvet: not-in-subquery',
  'pgvet: null-comparison',
  'safe-pg-migrations: add_index',
  'squawk: unused-ignore',
  'strong_migrations: backfilling data',
];

test('each rule that a check names as its source is one that is known', () => {
  const known = new Set([...peerRules().map(({ tool, rule }) => `${tool}: ${rule}`), ...others]);
  const unknown = checks.flatMap(({ id, sources }) =>
    sources
      .map(({ tool, rule }) => `${tool}: ${rule}`)
      .filter((name) => !known.has(name))
      .map((name) => `${id} names ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('a check names the rules of tools with a preset that know the same', () => {
  const withPreset = new Set(
    Object.values(presets).flatMap((each) => ('tool' in each ? each.tool : [])),
  );
  const rules = peerRules().filter(
    ({ tool, rule }) => rule !== null && withPreset.has(tool as never),
  );
  const unnamed = checks.flatMap(({ id, covers, sources }) =>
    rules
      .filter(({ rows }) => rows.some((row) => covers.includes(row)))
      .filter(({ tool, rule }) => !sources.some((each) => each.tool === tool && each.rule === rule))
      .map(({ tool, rule }) => `${id} does not name ${tool}: ${rule}`),
  );
  expect(unnamed).toEqual([]);
});

test('a preset names checks and categories that are there', () => {
  const known = new Set(registry.flatMap(({ id, category }) => [id, category as string]));
  const named = Object.values(presets).flatMap((each) =>
    'checks' in each ? Object.keys(each.checks) : [],
  );
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
