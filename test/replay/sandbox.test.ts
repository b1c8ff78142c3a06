import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/replay/engine.ts';
import { engine } from './engine.ts';
import { testSandbox } from './sandbox-tests.ts';

testSandbox({ engine: () => engine, extensions: ['pg_trgm', 'vector'], keeps: true });

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await engine.open();
});
afterAll(() => sandbox.close());

test('its clock starts at the same time in every sandbox', async () => {
  const { rows } = await sandbox.query(
    "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')",
  );
  expect(rows).toEqual([['2026-01-15 12']]);
});
