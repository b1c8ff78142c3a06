import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createParser } from '../../src/sql/parser.ts';
import { lint } from './reviewed.ts';

const { parse, close } = createParser();
afterAll(close);

async function fingerprints(...texts: readonly string[]): Promise<string[]> {
  const { findings } = await lint(parse, texts);
  return findings.map(({ fingerprint }) => fingerprint);
}

test('a fingerprint survives moved lines, other white space and new neighbours', async () => {
  const statement = fc.constantFrom('TRUNCATE a', 'DELETE FROM b', 'UPDATE c SET d = 1');
  const space = fc.constantFrom(' ', '\n', '\r\n', '  \t', '\n-- a comment\n');
  const neighbour = fc.constantFrom(
    '',
    'SELECT 1;',
    'CREATE TABLE x (id int);',
    'INSERT INTO y VALUES (1);',
  );
  await fc.assert(
    fc.asyncProperty(statement, space, neighbour, neighbour, async (sql, gap, before, after) => {
      const spaced = /^\s+$/.test(gap) ? sql.replaceAll(' ', gap) : sql;
      const [own] = await fingerprints(`${sql};`);
      const among = await fingerprints('SELECT 0;', `${before}${gap}${spaced};${gap}${after}`);
      expect(among.filter((each) => each === own)).toEqual([own]);
    }),
    { numRuns: 40 },
  );
});

test('it is another one for another statement, and for the second of two equal ones', async () => {
  const drop = (index: string) => `DROP INDEX CONCURRENTLY ${index};\n`;
  const found = await fingerprints(drop('a') + drop('b') + drop('a'));
  expect(new Set(found).size).toBe(3);
});

test('what could not be read is another finding when the file has another text', async () => {
  const deep = `SELECT ${'1+('.repeat(3_000)}1${')'.repeat(3_000)};`;
  const [one] = await fingerprints(`${deep}\nSELECT 1;`);
  const [other] = await fingerprints(`${deep}\nSELECT 2;`);
  expect(one).not.toBe(other);
});
