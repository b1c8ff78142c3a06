import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clamp, fit } from '../../src/report/clamp.ts';
import { isClosed } from './hostile.ts';

test('a short text stays', () => {
  expect(clamp('a\nb', 3, '…')).toBe('a\nb');
});

test('what is open at the cut is closed, before the notice', () => {
  const text = `<details><summary>x</summary>\n\n\`\`\`\`sql\n${'SELECT 1;\n'.repeat(50)}\`\`\`\`\n\n</details>\n`;
  expect(clamp(text, 100, 'cut')).toBe(
    '<details><summary>x</summary>\n\n````sql\nSELECT 1;\nSELECT 1;\nSELECT 1;\nSELECT 1;\n````\n\n</details>\n\ncut',
  );
});

test('a line is never cut in two', () => {
  expect(clamp(`a\n\`${'😀'.repeat(100)}\`\nb`, 50, 'cut')).toBe('a\n\ncut');
  expect(clamp('x'.repeat(100), 50, 'cut')).toBe('cut');
});

const block = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/[`~<\n]/g, '')),
  fc.constant('😀'.repeat(40)),
  fc.nat(40).map((lines) => `\`\`\`sql\n${'SELECT 1;\n'.repeat(lines)}\`\`\``),
  fc.nat(5).map((lines) => `  \`\`\`\`\n${'  ```\n'.repeat(lines)}  \`\`\`\``),
);
const markdown: fc.Arbitrary<string> = fc.letrec<{ nest: string; any: string }>((tie) => ({
  nest: tie('any').map((inner) => `<details><summary>x</summary>\n\n${inner}\n\n</details>`),
  any: fc
    .array(fc.oneof({ depthSize: 'small' }, block, tie('nest')), { maxLength: 8 })
    .map((all) => all.join('\n\n')),
})).any;

test('the limit holds, and fences, details and surrogate pairs are whole, wherever it cuts', () => {
  fc.assert(
    fc.property(markdown, fc.integer({ min: 10, max: 2000 }), (text, limit) => {
      const clamped = clamp(text, limit, 'cut');
      expect(clamped.length).toBeLessThanOrEqual(limit);
      expect(isClosed(clamped)).toBe(true);
      expect(clamped.isWellFormed()).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('fits as many parts as have room', () => {
  expect(fit(['aa', 'bb', 'c'], 4)).toEqual({ shown: ['aa', 'bb'], left: 1 });
  expect(fit(['aa'], 1)).toEqual({ shown: [], left: 1 });
});
