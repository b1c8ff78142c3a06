import { afterAll, expect, test } from '@jest/globals';
import { phasesOf } from '../../src/review/phase.ts';
import { createParser } from '../../src/sql/parser.ts';

const parser = createParser();
afterAll(() => parser.close());

async function phases(sql: string): Promise<string> {
  const [parsed] = await parser.parse([sql]);
  const { statements } = parsed!;
  const shipped = statements
    .filter(({ within }) => !within)
    .map((each) => ({ ...each, inner: statements.filter(({ within }) => within === each) }));
  return phasesOf(shipped).join(' ');
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
  [
    'CREATE TABLE a (id int); DROP TRIGGER IF EXISTS t ON a; CREATE TRIGGER t AFTER DELETE ON a EXECUTE FUNCTION f();',
    'expand expand expand',
  ],
  [
    'DROP TRIGGER IF EXISTS t ON a; CREATE TRIGGER t AFTER DELETE ON a EXECUTE FUNCTION f();',
    'contract contract',
  ],
  ['DROP INDEX IF EXISTS i; CREATE INDEX i ON a (b);', 'contract contract'],
  [
    'ALTER TABLE a DROP CONSTRAINT c; ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID;',
    'contract contract',
  ],
  ['DROP TABLE a; ALTER TABLE b RENAME c TO d;', 'contract contract'],
  [
    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'c') THEN ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID; END IF; END $$",
    'expand',
  ],
  ["DO $$ BEGIN ALTER TABLE a ADD b int; EXECUTE 'UPDATE a SET b = 1'; END $$", 'backfill'],
  ["DO $$ BEGIN UPDATE a SET b = 1; END $$; ALTER TYPE e ADD VALUE 'x';", 'backfill expand'],
])('%s', async (sql, expected) => {
  expect(await phases(sql)).toBe(expected);
});
