import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';
import { tokensOf } from '../../src/sql/lexer.ts';

const part = fc.constantFrom(
  "'a;'",
  "'it''s'",
  "E'\\''",
  "e'\\\\'",
  "U&'\\0061'",
  "b'1'",
  '"a""b"',
  '$$;$$',
  '$a$ $b$ $$ $a$',
  '-- c',
  '-- c\n',
  '/* ; */',
  '/* /* */ */',
  'é',
  '😀',
  'a$b$',
  '$1',
  '1.5e3',
  ';',
  '(',
  ')',
  '->>',
  '-',
  '/',
  '*',
  '::',
  'select',
  ' ',
  '\t',
  '\r\n',
  ',',
  '||',
  '@@',
  '+',
);

/** PostgreSQL's scanner is the oracle: strings, quoted identifiers, comments, semicolons and parentheses. */
test('finds what PostgreSQL finds', async () => {
  await loadModule();
  const found = { texts: 0 };
  fc.assert(
    fc.property(fc.array(part, { maxLength: 15 }), (parts) => {
      const text = parts.join(' ');
      const expected = scanned(text);
      if (expected === null) return;
      found.texts++;
      const own = tokensOf(text).filter(
        ({ kind, start }) =>
          kind === 'comment' ||
          kind === 'identifier' ||
          kind === 'string' ||
          ';()'.includes(text[start]!),
      );
      expect(own.map(({ start, end }) => text.slice(start, end))).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
  expect(found.texts).toBeGreaterThan(1_000);
});

const compared = /^(--|\/\*|[;()"]|([a-z]|U&)?['"]|\$[^0-9])/i;

/** Null where PostgreSQL refuses the text, or joins strings on two lines into one. */
function scanned(text: string): string[] | null {
  if (/'\s*[\r\n]\s*'/.test(text)) return null;
  const bytes = Buffer.from(text);
  try {
    const { tokens } = scanSync(text) as { tokens: readonly { start: number; end: number }[] };
    return tokens
      .map(({ start, end }) => bytes.toString('utf8', start, end))
      .filter((token) => compared.test(token))
      .map((token) => token.replace(/^(U&|b)(?=['"])/i, ''));
  } catch {
    return null;
  }
}

test('of a text that was made of millions of tokens, the last one holds the rest', () => {
  const text = '+'.repeat(2_000_010);
  const tokens = tokensOf(text);
  expect(tokens).toHaveLength(2_000_001);
  expect(tokens.at(-1)).toMatchObject({ start: 2_000_000, end: text.length, closed: false });
});
