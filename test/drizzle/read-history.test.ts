import { expect, test } from '@jest/globals';
import { historyOf } from '../../src/drizzle/read-history.ts';

const content = (text: string | null) => ({
  text,
  problem: text === null ? ('too-large' as const) : null,
});

test('a folder holds its own migrations and snapshots, and nothing of those inside it', () => {
  const paths = [
    'a/0000_x.sql',
    'a/sub/0001_y.sql',
    'a/meta/0000_snapshot.json',
    'a/meta/old/0000_snapshot.json',
    'a/meta/_journal.json',
    'ab/0002_z.sql',
  ];
  const { migrations, snapshots, journal } = historyOf(
    'a',
    paths.map((path) => ({ path, oid: path })),
    new Map(),
  );
  expect([...migrations.keys()]).toEqual(['0000_x']);
  expect([...snapshots.keys()]).toEqual(['0000']);
  expect(journal).toBeNull();
});

test.each([
  ['too large', null, 'it is too large'],
  ['no JSON', '{', 'close brace expected'],
  ['a byte order mark', '\ufeff{}', 'invalid symbol'],
  ['a list of no objects', '3', 'it is no object'],
])('a snapshot that is %s says so', (_, text, message) => {
  const path = 'meta/0000_snapshot.json';
  const { snapshots } = historyOf('', [{ path, oid: '' }], new Map([[path, content(text)]]));
  expect(snapshots.get('0000')?.problem?.message).toBe(message);
});

test('a snapshot tells its ids, and where the parent stands', () => {
  const path = 'meta/0000_snapshot.json';
  const text = '{\n  "id": "a",\n  "prevId": "b"\n}';
  const { snapshots } = historyOf('', [{ path, oid: '' }], new Map([[path, content(text)]]));
  expect(snapshots.get('0000')).toMatchObject({ id: 'a', prevId: 'b', problem: null });
  expect(snapshots.get('0000')?.prevIdRange.start).toMatchObject({ line: 3, column: 3 });
});

test('a journal that is too large is a journal with a problem, not a missing one', () => {
  const { journal } = historyOf('', [], new Map([['meta/_journal.json', content(null)]]));
  expect(journal?.problem?.message).toBe('it is too large');
});
