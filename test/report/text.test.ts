import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { excerptOf } from '../../src/report/excerpt.ts';
import { renderText } from '../../src/report/text.ts';
import { hostileReview, hostileText } from './hostile.ts';
import { addColumn, dropColumn, index, path, reviewOf, source } from './reviews.ts';

const lines = source.split('\n');

test('the mark stands under its characters after tabs and wide characters', () => {
  const excerpt = excerptOf(lines, { line: 3, endLine: 3, column: 19, endColumn: 51 }, 80)!;
  expect(excerpt.source).toBe('    ALTER TABLE "商品" ADD COLUMN "数量" integer NOT NULL;');
  expect(excerpt.marks).toBe(`${' '.repeat(23)}${'^'.repeat(34)}`);
});

test('of a long line the part around the place is shown', () => {
  const line = `${'a'.repeat(5000)}HERE${'b'.repeat(5_000_000)}`;
  const place = { line: 1, endLine: 1, column: 5001, endColumn: 5005 };
  const excerpt = excerptOf([line], place, 40)!;
  expect(excerpt.source).toMatch(/^…a{9}HEREb{25}…$/);
  expect(excerpt.marks).toBe(`${' '.repeat(10)}^^^^`);
});

test('a place of several lines is marked to the end of the first', () => {
  const place = { line: 1, endLine: 3, column: 8, endColumn: 4 };
  expect(excerptOf(['SELECT a,', 'b'], place, 40)).toEqual({
    source: 'SELECT a,',
    marks: '       ^^',
  });
});

test('a place at the end of a line, and in a line that is not there', () => {
  const place = { line: 1, endLine: 1, column: 3, endColumn: 3 };
  expect(excerptOf(['ab'], place, 40)).toEqual({ source: 'ab', marks: '  ^' });
  expect(excerptOf([''], place, 40)).toEqual({ source: '', marks: '^' });
  expect(excerptOf([], place, 40)).toBeNull();
});

test('findings stand in the order of the files, whatever their severity', () => {
  const other = { ...index, path: 'packages/db/drizzle/0041_a.sql' };
  const review = reviewOf([addColumn, index, dropColumn, other]);
  const text = renderText(review, { colour: false, textOf: () => null });
  expect(text.match(/^\S+\.sql:\d+:\d+ \w+/gm)).toEqual([
    'packages/db/drizzle/0041_a.sql:2:1 warning',
    `${path}:1:1 error`,
    `${path}:2:1 warning`,
    `${path}:3:19 error`,
  ]);
});

test('prose keeps to the width', () => {
  const text = renderText(reviewOf([dropColumn]), { colour: false, textOf: () => null, width: 60 });
  const prose = text.split('\n').slice(1);
  expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(60);
});

test('colour is added only when it is asked for, and changes nothing else', () => {
  const review = reviewOf([dropColumn, index], { verdict: 'accept' });
  const render = (colour: boolean) => renderText(review, { colour, textOf: () => source });
  expect(render(false)).not.toContain('\u001b');
  expect(render(true)).toContain('\u001b[31m');
  expect(stripVTControlCharacters(render(true))).toBe(render(false));
});

test('nothing from a repository reaches the terminal as a control character', () => {
  fc.assert(
    fc.property(hostileReview, hostileText, (review, file) => {
      const text = renderText(review, { colour: false, textOf: () => file, width: 80 });
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
      expect(text.isWellFormed()).toBe(true);
    }),
    { numRuns: 300 },
  );
});
