import { expect, test } from '@jest/globals';
import { readJournal } from '../../src/drizzle/journal.ts';

const path = 'drizzle/meta/_journal.json';

function journal(...entries: readonly unknown[]): string {
  return JSON.stringify({ version: '7', dialect: 'postgresql', entries });
}

test('entries keep their order and their places', () => {
  const text =
    '{"dialect": "pg", "entries": [\n{"tag": "b", "when": 2},\n{"tag": "a", "when": 1, "idx": 7}]}';
  const { dialect, entries, problem } = readJournal(path, text);
  expect(problem).toBeNull();
  expect(dialect).toBe('pg');
  expect(entries.map(({ tag, when, idx }) => [tag, when, idx])).toEqual([
    ['b', 2, -1],
    ['a', 1, 7],
  ]);
  expect(entries[1]?.range.start).toMatchObject({ line: 3, column: 1 });
  expect(entries[1]?.whenRange.start).toMatchObject({ line: 3, column: 14 });
});

test.each([
  ['nothing', '', 'it is empty', 1],
  ['no JSON', '{\n"entries": [],\n}', 'property name expected', 3],
  ['a byte order mark, at which JSON.parse throws', `\ufeff${journal()}`, 'invalid symbol', 1],
  ["git's marker", '{\n<<<<<<< HEAD\n', 'git conflict marker', 2],
  ['no list', '{"entries": {}}', 'it has no list of `entries`', 1],
  ['no object', '[]', 'it has no list of `entries`', 1],
  [
    'an entry that is none',
    '{"entries": [\n3]}',
    'an entry needs a text `tag` and a number `when`',
    2,
  ],
  [
    'a text as time',
    journal({ tag: 'a', when: '1' }),
    'an entry needs a text `tag` and a number `when`',
    1,
  ],
  [
    'half a millisecond',
    journal({ tag: 'a', when: 1.5 }),
    'a `when` is a whole number of milliseconds',
    1,
  ],
  [
    'a time without end',
    '{"entries": [{"tag": "a", "when": 1e400}]}',
    'a `when` is a whole number of milliseconds',
    1,
  ],
  ['deep nesting', '['.repeat(200_000), 'it is nested too deeply', 1],
  [
    'too many entries',
    journal(...Array(10_001).fill({ tag: 'a', when: 1 })),
    'it has more than 10000 entries',
    1,
  ],
  ['a file that is too large to be read', null, 'it is too large', 1],
  [
    'a million entries',
    `{"entries": [${'0,'.repeat(999_999)}0]}`,
    'it has more than 10000 entries',
    1,
  ],
])('%s is a problem with a place', (_, text, message, line) => {
  const { problem } = readJournal(path, text);
  expect(problem?.message).toBe(message);
  expect(problem?.range.start.line).toBe(line);
});

test('of members with one name the last counts, as for JSON.parse', () => {
  const text =
    '{"entries": [{"tag": "shown", "when": 1}], "entries": [{"tag": "a", "tag": "run", "when": 1, "when": 2}]}';
  const { entries } = readJournal(path, text);
  expect(entries.map(({ tag, when }) => ({ tag, when }))).toEqual(
    JSON.parse(text).entries as unknown[],
  );
});

test('names of Object are names as any other', () => {
  const { entries, problem } = readJournal(path, journal({ tag: '__proto__', when: -1 }));
  expect(problem).toBeNull();
  expect(entries[0]).toMatchObject({ tag: '__proto__', when: -1 });
});
