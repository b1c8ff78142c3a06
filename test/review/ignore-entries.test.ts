import { afterAll, expect, test } from '@jest/globals';
import { exampleHistory } from '../../src/review/check.ts';
import type { IgnoreEntry } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { reviewTrees } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const released = { tag: '0000_a', when: 5, sql: 'CREATE TABLE a (b int);', snapshot: null };
const late = { tag: '0001_b', when: 4, sql: 'TRUNCATE a;', snapshot: null };
const trees = { base: exampleHistory([released]), head: exampleHistory([released, late]) };

async function settled(...ignoreEntries: IgnoreEntry[]) {
  const { verdict, findings } = await reviewTrees(parse, trees, { ignoreEntries });
  const out = findings.find(({ check }) => check === 'journal-out-of-order');
  return { verdict, accepted: out?.accepted, ignored: out?.ignored };
}

const entry = { check: 'journal-out-of-order', path: '**/_journal.json', reason: 'restamped' };

test('an entry of the configuration accepts an error in a file that takes no comment', async () => {
  expect(await settled()).toEqual({ verdict: 'accept', accepted: null, ignored: null });
  const accepted = { by: 'the configuration', reason: 'restamped' };
  expect(await settled(entry)).toMatchObject({ accepted, ignored: null });
});

test('it covers only its check, in its files', async () => {
  for (const other of [{ check: 'truncate-table' }, { path: 'other/**' }]) {
    expect(await settled({ ...entry, ...other })).toMatchObject({ accepted: null, ignored: null });
  }
});

test('what weighs less than an error is ignored', async () => {
  const { findings } = await reviewTrees(parse, trees, {
    ignoreEntries: [entry],
    checks: { history: { severity: 'warning' } },
  });
  const out = findings.find(({ check }) => check === 'journal-out-of-order');
  expect(out).toMatchObject({ accepted: null, ignored: { reason: 'restamped' } });
});
