import { expect, test } from '@jest/globals';
import type { CheckEntry } from '../../src/review/check.ts';
import { statementPreloader } from '../../src/review/load.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';

test('checks of statements are loaded while texts are parsed, each once, and only those that can apply', async () => {
  const loaded: string[] = [];
  const entryOf = (id: string, on: string): CheckEntry => ({
    id,
    category: 'data',
    needs: 'statements',
    on: [on],
    needsState: false,
    tools: [],
    load() {
      loaded.push(id);
      return Promise.reject(new Error('never run'));
    },
  });
  const checks = [
    entryOf('of-drops', 'DropStmt'),
    entryOf('of-new-columns', 'AlterTableStmt:AT_AddColumn'),
    entryOf('of-indexes', 'IndexStmt'),
  ];
  const { parse, close } = createParser();
  const onParsed = statementPreloader(checks, defaultSettings);
  await parse(['DROP TABLE a;', 'DROP TABLE b;\nALTER TABLE c ADD COLUMN d int;'], { onParsed });
  await close();
  expect(loaded).toEqual(['of-drops', 'of-new-columns']);
});
