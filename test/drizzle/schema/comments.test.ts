import { expect, test } from '@jest/globals';
import { commentsOf } from '../../../src/drizzle/schema/comments.ts';
import { linesOf } from '../../../src/sql/lines.ts';

const text = `const a = 1; // not of b
// first line
/* second line */
b: 2, // behind
/**
 * a block
 */
c: 3,
d: 4 }`;

test.each([
  ['b: 2', 'first line second line behind'],
  ['c: 3', 'a block'],
  ['d: 4', ''],
])('%s', (code, expected) => {
  const start = text.indexOf(code);
  expect(commentsOf(text, linesOf(text).range(start, start + code.length))).toBe(expected);
});
