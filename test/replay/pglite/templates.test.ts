import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { removeFolder } from '../../../src/replay/pglite/folders.ts';
import { createTemplates, type Templates } from '../../../src/replay/pglite/templates.ts';
import { removeFolders, temporaryFolder } from '../../source/repository.ts';

let cache: string;
let data: string;
let templates: Templates;

beforeEach(async () => {
  cache = temporaryFolder();
  data = temporaryFolder();
  await mkdir(join(data, 'base/empty'), { recursive: true });
  await writeFile(join(data, 'base/1'), 'rows of a table');
  await writeFile(join(data, 'PG_VERSION'), '18');
  templates = createTemplates(cache, 1);
  await templates.keep('key', { folder: data, extensions: ['citext'], note: 'a note' });
});
afterEach(removeFolders);

/** What is kept under the key: the names in its folder and what it says, or null. */
async function taken(from = templates) {
  const template = await from.take('key');
  if (!template) return null;
  const { folder, extensions, note } = template;
  const names = (await readdir(folder, { recursive: true })).sort();
  const rows = await readFile(join(folder, 'base/1'), 'utf8');
  await removeFolder(folder);
  return { names, rows, extensions, note };
}

const whole = {
  names: ['PG_VERSION', 'base', 'base/1', 'base/empty'],
  rows: 'rows of a table',
  extensions: ['citext'],
  note: 'a note',
};

/** Turns one letter of a file into another. */
function flip(path: string, letters: string): void {
  const content = readFileSync(path, 'latin1');
  expect(content).toContain(letters);
  writeFileSync(path, content.replace(letters, `X${letters.slice(1)}`), 'latin1');
}

test('a whole template is copied', async () => {
  expect(await taken()).toEqual(whole);
});

test.each<[string, (place: string) => void]>([
  ['a shorter file', (place) => truncateSync(join(place, 'data/base/1'), 4)],
  ['an empty file', (place) => truncateSync(join(place, 'data/base/1'), 0)],
  ['a flipped byte', (place) => flip(join(place, 'data/base/1'), 'rows')],
  ['a missing file', (place) => rmSync(join(place, 'data/PG_VERSION'))],
  ['a file too many', (place) => writeFileSync(join(place, 'data/base/2'), '')],
  [
    'a missing empty folder',
    (place) => rmSync(join(place, 'data/base/empty'), { recursive: true }),
  ],
  ['no data', (place) => rmSync(join(place, 'data'), { recursive: true })],
  ['no mark that it is whole', (place) => rmSync(join(place, 'about'))],
  ['half a mark', (place) => truncateSync(join(place, 'about'), 30)],
  ['a flipped byte in its note', (place) => flip(join(place, 'about'), 'a note')],
  ['a flipped byte in its extensions', (place) => flip(join(place, 'about'), 'citext')],
])('%s: it is not taken, and the next one takes its place', async (_, damage) => {
  damage(join(cache, 'key'));
  expect(await taken()).toBeNull();
  await templates.keep('key', { folder: data, extensions: ['citext'], note: 'a note' });
  expect(await taken()).toEqual(whole);
});

test('of two who keep one at once, both find one that is whole', async () => {
  const other = createTemplates(cache, 1);
  const template = { folder: data, extensions: ['citext'], note: 'a note' };
  rmSync(join(cache, 'key'), { recursive: true });
  await Promise.all([templates.keep('key', template), other.keep('key', template)]);
  expect([await taken(), await taken(other)]).toEqual([whole, whole]);
  expect(await readdir(cache)).toEqual(['key']);
});

test('what a killed process left, and what has no size, goes when the next one is kept', async () => {
  // No process has a number that high.
  renameSync(join(cache, 'key'), join(cache, 'tmp-99999999-0badcafe'));
  await mkdir(join(cache, 'half'));
  await templates.keep('key', { folder: data, extensions: [], note: '' });
  expect(await readdir(cache)).toEqual(['key']);
});
