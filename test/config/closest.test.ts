import { expect, test } from '@jest/globals';
import { closest } from '../../src/config/closest.ts';

const known = ['drop-table', 'drop-column', 'index-not-concurrent', 'rename-table'];

test('a slip of the hand finds its name, and only names about as near', () => {
  expect(closest('drop-tabel', known)).toEqual(['drop-table']);
  expect(closest('not-concurrent', known)).toEqual(['index-not-concurrent']);
  expect(closest('table', known)).toEqual(['drop-table', 'rename-table']);
  expect(closest('something-else', known)).toEqual([]);
});
