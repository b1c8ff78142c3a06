import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { everythingOf } from '../../src/review/everything.ts';
import { exampleHistory } from '../../src/review/example-history.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';
import { inShort } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

const history = exampleHistory([
  { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text PRIMARY KEY);' },
  { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text PRIMARY KEY);' },
  { tag: '0002_late', when: 1_765_000_000_000, sql: 'CREATE TABLE late (id text PRIMARY KEY);' },
  {
    tag: '0003_tags',
    when: 1_780_000_000_000,
    sql: 'CREATE TABLE tags (id text PRIMARY KEY);',
    snapshot: null,
  },
]);

test('a whole history is judged, where a change that leaves it as it is finds nothing', async () => {
  const change = changeOf({ base: history, head: { ...history, 'drizzle/notes.md': '' } });
  const ports = { checks: registry, parse };
  expect((await review(change, defaultSettings, ports)).findings).toEqual([]);

  const all = await review(await everythingOf(change), defaultSettings, ports);
  expect(inShort(all.findings).sort()).toEqual(['journal-out-of-order 19', 'snapshot-missing 26']);
  expect(all.changes.map(({ name }) => name)).toEqual(['late', 'posts', 'tags', 'users']);
  expect(all).toMatchObject({ base: null, statistics: { migrations: 4, known: 0 } });
  expect(all.findings.map(({ message }) => message)).toContain(
    '`0002_late` was skipped wherever `0001_posts` had run: its `when` is not later.',
  );
});
