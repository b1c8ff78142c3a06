import { afterAll, expect, test } from '@jest/globals';
import { truthWithNulls } from '../../src/postgres/null-check.ts';
import { createParser } from '../../src/sql/parser.ts';

const parser = createParser();
afterAll(() => parser.close());

// The columns n and m are NULL in every row, a and b hold anything.
test.each([
  ['n > 18', 'null'],
  ['n IS NULL OR n > 18', 'true'],
  ['n IS NOT NULL', 'false'],
  ['a > 18', 'unknown'],
  ['n IS NULL OR a > 18', 'true'],
  ['n IS NOT NULL AND a > 18', 'false'],
  ['n > 1 AND a > 18', 'unknown'],
  ['n > 1 OR m > 1', 'null'],
  ['(n IS NULL) = (m IS NULL)', 'true'],
  ['(n IS NULL) <> (m IS NULL)', 'false'],
  ['(n IS NULL) = (a IS NULL)', 'unknown'],
  [`n IN ('x', 'y')`, 'null'],
  ['n BETWEEN 1 AND 2', 'null'],
  ['length(n) < 10', 'null'],
  ['coalesce(n, 0) > 1', 'unknown'],
  ['NOT (n IS NULL)', 'false'],
  [`n::text ~ '^x'`, 'null'],
  ['n IS DISTINCT FROM m', 'unknown'],
  ['num_nonnulls(n, m) = 1', 'unknown'],
])('CHECK (%s) is %s', async (condition, truth) => {
  const [sql] = await parser.parse([`DELETE FROM t WHERE ${condition}`]);
  const { node } = sql!.statements[0]!;
  const where = 'DeleteStmt' in node ? node.DeleteStmt.whereClause : undefined;
  expect(truthWithNulls(where, new Set(['n', 'm']))).toBe(truth);
});
