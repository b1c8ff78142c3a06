import { expect, test } from '@jest/globals';
import { historyOf } from '../../src/drizzle/read-history.ts';
import { changesOf } from '../../src/review/changes.ts';
import { exampleSnapshot } from '../../src/review/example-history.ts';
import { emptySchema } from '../../src/schema/model.ts';

const id = { name: 'id', type: 'text', primaryKey: true, notNull: true } as const;

/** A side whose newest snapshot has these tables, and whose migrations lead to an empty schema. */
function side(isComplete: boolean, ...tables: string[]) {
  const path = 'drizzle/meta/0000_snapshot.json';
  const columns = Object.fromEntries(tables.map((table) => [table, [id]]));
  const text = exampleSnapshot('id', null, columns);
  const history = historyOf(
    'drizzle',
    [{ path, oid: tables.join() }],
    new Map([[path, { text, problem: null }]]),
  );
  return { history, after: emptySchema(isComplete) };
}

const names = (isComplete: boolean) =>
  changesOf(side(isComplete, 'users'), side(isComplete, 'users', 'posts')).map(({ name }) => name);

test('the migrations say it, and snapshots where the schema before is not known', () => {
  expect(names(true)).toEqual([]);
  expect(names(false)).toEqual(['posts']);
});
