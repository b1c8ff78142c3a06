import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defuse, escapeMarkdown, inline, neutralise, tableCell } from '../../src/report/escape.ts';
import { alive, hostileMarkdown, hostileText, isClosed, withoutCode } from './hostile.ts';

const stop = '\u200b';

test('free text is shown as it is and does nothing', () => {
  expect(escapeMarkdown('see @team, #12, GH-3 <b>')).toBe(
    `see @${stop}team, #${stop}12, GH-${stop}3 &#60;b&#62;`,
  );
  expect(escapeMarkdown('a | b\n`c` \\ *d* _e_')).toBe(
    'a &#124; b &#96;c&#96; &#92; &#42;d&#42; &#95;e&#95;',
  );
  expect(defuse('https://x.y www.x.y :shipit: 10:30')).toBe(
    `https:${stop}//x.y www${stop}.x.y :${stop}shipit: 10:30`,
  );
});

test('code stays as it is, and only what is surely code counts as code', () => {
  const safe = "Drops `@a #1` and\n\n```sql\nSELECT '@b';\n```\n\n1. then **this**";
  expect(neutralise(safe)).toBe(safe);
  expect(neutralise('`a\n@b`')).toBe(`&#96;a\n@${stop}b&#96;`);
  expect(neutralise('\\`@a`')).toBe(`&#96;@${stop}a&#96;`);
  expect(neutralise('&#64;a')).toBe(`&#38;#${stop}64;a`);
});

test('a fence is closed, is no suggestion, and is longer than what it holds', () => {
  expect(neutralise('```suggestion\nx')).toBe('```\nx\n```');
  expect(neutralise('~~~sql\n```\n~~~')).toBe('````sql\n```\n````');
  expect(neutralise('1. x\n   ```sql\n   a\nb\n   ```')).toBe(
    '1. x\n   ```sql\n   a\n   b\n   ```',
  );
});

test('links go to PostgreSQL and Drizzle only, and never show a picture', () => {
  const own = 'see [locks](https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING)';
  expect(neutralise(own)).toBe(own);
  expect(neutralise(`!${own.slice(4)}`)).not.toContain('![');
  expect(neutralise('[a](https://evil.example)')).toBe(`&#91;a](https:${stop}//evil.example)`);
  expect(neutralise('x@https://orm.drizzle.team/#1')).not.toContain('https://');
});

test('one line for a cell keeps code together and pipes inside', () => {
  expect(inline('a\n`b`\n```sql\nc\nd\n```')).toBe('a `b` `c d`');
  expect(tableCell('`a|b` `c\\|d`')).toBe(`\`a\\|b\` \`c\\${stop}\\|d\``);
  expect(inline(`${'long '.repeat(200)}\`@end\``).length).toBeLessThan(500);
});

test('nothing that was filled in comes to life outside code', () => {
  fc.assert(
    fc.property(hostileMarkdown, (markdown) => {
      const block = neutralise(markdown);
      expect(isClosed(block)).toBe(true);
      expect(withoutCode(block)).not.toMatch(alive);
      expect(inline(markdown)).not.toContain('\n');
      expect(withoutCode(inline(markdown))).not.toMatch(alive);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(withoutCode(escapeMarkdown(text))).not.toMatch(alive);
      expect(escapeMarkdown(text)).not.toMatch(/[\n`|]/);
    }),
  );
});

test('a time of day stays as it is, and what only looks like one does not', () => {
  expect(defuse('2026-01-01T00:00:00Z')).toBe('2026-01-01T00:00:00Z');
  expect(defuse('00:00:shipit:')).toBe('00:\u200b00:\u200bshipit:');
});
