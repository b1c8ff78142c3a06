import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeName } from '../../src/sql/identifier.ts';
import { createParser } from '../../src/sql/parser.ts';
import type { PostgresMajor } from '../../src/sql/statement.ts';

const { parse, close } = createParser();
afterAll(close);

/** The name that PostgreSQL reads, of a table and of a column. */
async function readBack(name: string, postgres: PostgresMajor | null): Promise<unknown> {
  const sql = `ALTER TABLE ${writeName(name)} DROP COLUMN ${writeName(name)};`;
  const [parsed] = await parse([sql], { postgres });
  const [statement] = parsed?.statements ?? [];
  if (!statement || !('AlterTableStmt' in statement.node)) return parsed?.problems;
  const { relation, cmds = [] } = statement.node.AlterTableStmt;
  const [command] = cmds;
  return [relation?.relname, command && 'AlterTableCmd' in command && command.AlterTableCmd.name];
}

test.each([
  'user',
  'order',
  'group',
  'table',
  'left',
  'authorization',
  'name',
  'type',
  'Users',
  'a"b',
  'ü',
  '1a',
])('%s is read back as it is', async (name) => {
  for (const postgres of [13, 17] as const) {
    expect(await readBack(name, postgres)).toEqual([name, name]);
  }
});

test('plain names stay plain', () => {
  expect(['users', 'name', 'type', '_a$1'].map(writeName)).toEqual([
    'users',
    'name',
    'type',
    '_a$1',
  ]);
});

test('any name is read back as it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), async (name) => {
      fc.pre(!name.includes('\0') && name.isWellFormed());
      expect(await readBack(name, null)).toEqual([name, name]);
    }),
    { numRuns: 60 },
  );
});
