import { afterAll, expect, test } from '@jest/globals';
import { phasesOf } from '../../src/review/phase.ts';
import { createParser } from '../../src/sql/parser.ts';

const parser = createParser();
afterAll(() => parser.close());

async function phases(sql: string): Promise<string> {
  const [parsed] = await parser.parse([sql]);
  return phasesOf(parsed!.statements.filter(({ within }) => !within)).join(' ');
}

test.each([
  [
    'CREATE TABLE a (id int); CREATE INDEX ON a (id); ALTER TABLE a ALTER id SET NOT NULL;',
    'expand expand expand',
  ],
  [
    'ALTER TABLE a ADD b int; UPDATE a SET b = 1; ALTER TABLE a ALTER b SET NOT NULL;',
    'expand backfill contract',
  ],
  ['ALTER TABLE a DROP COLUMN b; ALTER TABLE c ADD d int;', 'contract expand'],
  [
    'ALTER TABLE a DROP COLUMN b; ALTER TABLE a ADD b bigint; UPDATE a SET b = 1;',
    'contract contract contract',
  ],
  [
    'ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT f;',
    'expand contract',
  ],
  ['ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c;', 'contract'],
  [
    'ALTER TABLE a ADD b int; ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c;',
    'expand expand',
  ],
  ['CREATE UNIQUE INDEX ON a (b); CREATE INDEX ON a (c);', 'contract expand'],
  [
    'ALTER TABLE a DISABLE ROW LEVEL SECURITY; ALTER TABLE a DROP CONSTRAINT f; DROP TABLE a;',
    'contract contract contract',
  ],
  ['DROP TABLE a; ALTER TABLE b RENAME c TO d;', 'contract contract'],
  ["DO $$ BEGIN UPDATE a SET b = 1; END $$; ALTER TYPE e ADD VALUE 'x';", 'backfill expand'],
])('%s', async (sql, expected) => {
  expect(await phases(sql)).toBe(expected);
});
