import { expect, test } from '@jest/globals';
import { codeSpan, shorten, visible } from '../../src/review/words.ts';

test.each([
  ['users.email', '`users.email`'],
  ['a`b', '``a`b``'],
  ['`a``b`', '``` `a``b` ```'],
  [' a ', '`  a  `'],
  ['', '`  `'],
  ['a\r\n\tb', '`a b`'],
  ['a\u001b[31m\u202eb', '`a␛[31m\\u{202e}b`'],
])('%j becomes a code span that it cannot leave', (text, span) => {
  expect(codeSpan(text)).toBe(span);
});

test('a long name is cut, and not within a surrogate pair', () => {
  expect(codeSpan('x'.repeat(200))).toBe(`\`${'x'.repeat(119)}…\``);
  expect(shorten('a😀b', 3)).toBe('a…');
  expect(shorten('a😀', 3)).toBe('a😀');
});

test('what acts or hides is made visible, and nothing else is changed', () => {
  expect(visible('\0\u007f\u0085\u2028\ufeff\ud800')).toBe('␀␡\\u{85}\\u{2028}\\u{feff}\ufffd');
  expect(visible('é 商 👩‍👧')).toBe('é 商 👩‍👧');
});
