import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inTransactions } from '../../src/review/transactions.ts';
import { createParser } from '../../src/sql/parser.ts';

const { parse, close } = createParser();
afterAll(close);

const marker = '\n--> statement-breakpoint\n';

/** The numbers of the statements in files, whose pieces stand between breakpoints. */
async function numbers(
  rule: 'all' | 'each' | 'none',
  ...files: readonly (readonly string[])[]
): Promise<(number | null)[]> {
  const parsed = await parse(files.map((pieces) => pieces.join(marker)));
  const pending = parsed.map((sql, index) => ({ path: `${index}.sql`, sql }));
  return inTransactions(pending, rule).map(({ transaction }) => transaction);
}

test('one for all, one for each, or none', async () => {
  const files = [['A;', 'B;'].map(table), ['C;'].map(table)] as const;
  expect(await numbers('all', ...files)).toEqual([0, 0, 0]);
  expect(await numbers('each', ...files)).toEqual([0, 0, 1]);
  expect(await numbers('none', ...files)).toEqual([null, null, null]);
});

test.each([
  [
    'COMMIT ends what the migrator began',
    ['SELECT 1', 'COMMIT', 'SELECT 2', 'SELECT 3'],
    [0, 0, null, null],
  ],
  ['ROLLBACK too', ['ABORT', 'SELECT 2'], [0, null]],
  ['PREPARE TRANSACTION too', ["PREPARE TRANSACTION 'a'", 'SELECT 2'], [0, null]],
  [
    'BEGIN in a transaction changes nothing',
    ['BEGIN', 'SELECT 1', 'END', 'SELECT 2'],
    [0, 0, 0, null],
  ],
  ['BEGIN after COMMIT begins another', ['COMMIT', 'BEGIN', 'SELECT 1', 'COMMIT'], [0, 1, 1, 1]],
  ['AND CHAIN goes on in another', ['COMMIT AND CHAIN', 'SELECT 1'], [0, 1]],
  [
    'savepoints are inside',
    ['SAVEPOINT a', 'ROLLBACK TO a', 'RELEASE a', 'SELECT 1'],
    [0, 0, 0, 0],
  ],
  [
    'several statements in one query are one transaction',
    ['COMMIT', 'SELECT 1; SELECT 2', 'SELECT 3'],
    [0, 1, 1, null],
  ],
  ['COMMIT in a query of several', ['SELECT 1; COMMIT; SELECT 2; SELECT 3'], [0, 0, 1, 1]],
  ['COMMIT in a query that has none open', ['COMMIT', 'SELECT 1; COMMIT; SELECT 2'], [0, 1, 1, 2]],
  [
    'BEGIN takes in what ran before it in its query',
    ['COMMIT', 'SELECT 1; BEGIN; SELECT 2', 'SELECT 3'],
    [0, 1, 1, 1, 1],
  ],
  [
    'a DO block without one is one',
    ['COMMIT', 'DO $$ BEGIN DELETE FROM a; DELETE FROM b; END $$'],
    [0, null, 1, 1],
  ],
  ['COMMIT PREPARED ends another', ["COMMIT PREPARED 'a'", 'SELECT 1'], [0, 0]],
])('%s', async (_, pieces, expected) => {
  expect(await numbers('all', pieces)).toEqual(expected);
});

test('each file begins anew where the migrator opens one for each', async () => {
  expect(await numbers('each', ['COMMIT', 'SELECT 1'], ['SELECT 2'])).toEqual([0, null, 1]);
});

test('without transactions only BEGIN opens one', async () => {
  const pieces = ['SELECT 1; SELECT 2', 'BEGIN', 'SELECT 3', 'COMMIT', 'SELECT 4'];
  expect(await numbers('none', pieces)).toEqual([null, null, 0, 0, 0, null]);
});

test('numbers never come back: a transaction is one stretch', async () => {
  const piece = fc.constantFrom(
    'SELECT 1',
    'BEGIN',
    'COMMIT',
    'ROLLBACK AND CHAIN',
    'SELECT 1; COMMIT; SELECT 2',
    'SELECT 1; BEGIN; SELECT 2',
    'SELECT 1; SELECT 2',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('all', 'each', 'none'),
      fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 3 }),
      async (rule, files) => {
        const found = await numbers(rule, ...files);
        const stretches = found.filter((each, index) => each !== null && each !== found[index - 1]);
        expect(new Set(stretches).size).toBe(stretches.length);
      },
    ),
    { numRuns: 50 },
  );
});

function table(name: string): string {
  return `CREATE TABLE ${name.replace(';', '')} ();`;
}
