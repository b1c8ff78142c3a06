import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import { everythingOf } from '../../src/review/everything.ts';
import { exampleProject, withImports } from '../../src/review/example-code.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../src/review/settings.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changeOf } from '../memory-change.ts';
import { inShort } from './reviewed.ts';

const { parse, close } = createParser();
const reader = createSchemaReader();
afterAll(async () => {
  await close();
  await reader.close();
});

const ports = { checks: registry, parse, readSchema: reader.read };

type Files = Readonly<Record<string, string>>;

const clear = 'export const clear = () => db.delete(users);';

function change(before: Files, after: Files) {
  const write = (files: Files): Files => {
    const code = Object.entries(files).map(([path, text]) => [path, withImports(text)]);
    return { ...exampleProject, ...Object.fromEntries(code) };
  };
  return changeOf({ base: write(before), head: write(after) });
}

async function found(before: Files, after: Files, settings: Partial<Settings> = {}) {
  const result = await review(change(before, after), { ...defaultSettings, ...settings }, ports);
  return inShort(result.findings);
}

test('only what is new in a change is told, and code that moves to another file is not new', async () => {
  const more = `${clear}\nexport const rename = () => db.update(users).set({ name: 'x' });`;
  expect(await found({ 'src/a.ts': clear }, { 'src/a.ts': more })).toEqual([
    'write-without-where 2',
  ]);
  expect(await found({ 'src/a.ts': clear }, { 'src/b.ts': `\n${clear}` })).toEqual([]);
  const all = await review(
    await everythingOf(change({}, { 'src/a.ts': more })),
    defaultSettings,
    ports,
  );
  expect(inShort(all.findings)).toEqual(['write-without-where 1', 'write-without-where 2']);
});

test('tests and seeds are left out, and the configuration says otherwise', async () => {
  const after = { 'src/a.test.ts': clear, 'src/seed.ts': clear, 'src/b.ts': clear };
  expect(await found({}, after)).toHaveLength(1);
  expect(await found({}, after, { queries: ['src/*.test.ts'] })).toHaveLength(1);
});

test('a comment before the line ignores with a reason, and one without anything to ignore is told', async () => {
  const ignored = `// db-review-ignore write-without-where: nothing is in it yet\n${clear}`;
  const result = await review(change({}, { 'src/a.ts': ignored }), defaultSettings, ports);
  expect(result.findings).toMatchObject([
    { check: 'write-without-where', ignored: { reason: 'nothing is in it yet' } },
  ]);
  const unused = `// db-review-ignore write-without-where: no more\n${clear.replace(';', ".where(eq(users.id, '1'));")}`;
  expect(await found({}, { 'src/a.ts': unused })).toEqual(['unused-ignore 1']);
});
