import { expect, test } from '@jest/globals';
import type { History } from '../../src/drizzle/history.ts';
import { newestWhen, pendingOf } from '../../src/drizzle/pending.ts';
import { historyOf } from '../../src/drizzle/read-history.ts';

/** Entries as `tag when content`; a migration without content has no file. */
function history(...entries: readonly (readonly [string, number, string?])[]): History {
  const files = entries.flatMap(([tag, , oid]) => (oid ? [{ path: `d/${tag}.sql`, oid }] : []));
  const journal = { entries: entries.map(([tag, when]) => ({ tag, when })) };
  const content = { text: JSON.stringify(journal), problem: null };
  return historyOf('d', files, new Map([['d/meta/_journal.json', content]]));
}

function fates(released: History, merged: History, rule: 'when' | 'hash' | 'name'): string[] {
  return pendingOf(released, merged, rule).map(({ entry, fate }) => `${entry.tag} ${fate}`);
}

const released = history(['0_a', 10, 'A'], ['1_b', 20, 'B']);

test('by `when`: later than the newest that was applied, which is read once', () => {
  const merged = history(
    ['0_a', 10, 'A'],
    ['1_b', 20, 'B'],
    ['2_equal', 20, 'C'],
    ['3_late', 15, 'D'],
    ['4_new', 30, 'E'],
    ['5_between', 25, 'F'],
  );
  expect(fates(released, merged, 'when')).toEqual([
    '2_equal skipped',
    '3_late skipped',
    '4_new runs',
    '5_between runs',
  ]);
});

test('an empty history runs everything, whatever its `when`', () => {
  const empty = historyOf('d', [], new Map());
  expect(newestWhen(empty)).toBe(Number.NEGATIVE_INFINITY);
  for (const rule of ['when', 'hash', 'name'] as const) {
    expect(fates(empty, history(['0_a', -1, 'A'], ['0_a', 5, 'A']), rule)).toEqual([
      '0_a runs',
      '0_a runs',
    ]);
  }
});

test('a new `when` or name, or another text, makes an applied migration run again', () => {
  const restamped = history(['0_a', 10, 'A'], ['1_b', 21, 'B']);
  expect(fates(released, restamped, 'when')).toEqual(['1_b runs-again']);
  const edited = history(['0_a', 10, 'A'], ['1_b', 20, 'B2']);
  expect(fates(released, edited, 'hash')).toEqual(['1_b runs-again']);
  expect(fates(released, edited, 'when')).toEqual([]);
  const renamed = history(['0_a', 10, 'A'], ['2_b', 20, 'B']);
  expect(fates(released, renamed, 'name')).toEqual(['2_b runs-again']);
  expect(fates(released, renamed, 'when')).toEqual([]);
  expect(fates(released, renamed, 'hash')).toEqual([]);
});

test('a new migration with the text of another one is no renamed one', () => {
  const merged = history(['0_a', 10, 'A'], ['1_b', 20, 'B'], ['2_again', 15, 'A']);
  expect(fates(released, merged, 'when')).toEqual(['2_again skipped']);
  expect(fates(released, merged, 'hash')).toEqual(['2_again skipped']);
  expect(fates(released, merged, 'name')).toEqual(['2_again runs']);
});

test('a file that is missing runs nothing again', () => {
  const merged = history(['0_a', 10], ['1_b', 20, 'B'], ['2_c', 30]);
  for (const rule of ['when', 'hash', 'name'] as const) {
    expect(fates(released, merged, rule)).toEqual(['2_c runs']);
  }
});
