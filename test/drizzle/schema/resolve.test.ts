import { expect, test } from '@jest/globals';
import { createResolver } from '../../../src/drizzle/schema/resolve.ts';

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
  'tsconfig.base.json':
    '{ "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["./packages/db/src/*"] } } }',
  'packages/db/package.json': `{
    "name": "@acme/db", "imports": { "#lib/*": "./src/lib/*.ts" },
    "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" }, "./schema/*": "./dist/schema/*.js" },
    "dependencies": { "@acme/core": "workspace:*", "@acme/published": "^1.0.0" }
  }`,
  'packages/db/tsconfig.json': '{ // a comment\n "extends": "../../tsconfig.base.json", }',
  'packages/db/src/index.ts': '',
  'packages/db/src/tables.ts': '',
  'packages/db/src/both.js': '',
  'packages/db/src/both.ts': '',
  'packages/db/src/schema/users.ts': '',
  'packages/db/src/lib/ids.ts': '',
  'packages/core/package.json': '{ "name": "@acme/core", "main": "./lib/main.js" }',
  'packages/core/src/main.ts': '',
  'packages/core/src/time.ts': '',
  'packages/odd-folder/package.json': '{ "name": "@acme/odd" }',
  'packages/odd-folder/index.ts': '',
  'packages/published/package.json': '{ "name": "@acme/other" }',
};

test.each([
  ['./tables', 'packages/db/src/tables.ts'],
  ['./tables.js', 'packages/db/src/tables.ts'],
  ['./both.js', 'packages/db/src/both.js'],
  ['./schema/users.ts', 'packages/db/src/schema/users.ts'],
  ['.', 'packages/db/src/index.ts'],
  ['./missing', null],
  ['../../../../outside', null],
  ['~/tables', 'packages/db/src/tables.ts'],
  ['packages/db/src/tables', 'packages/db/src/tables.ts'],
  ['#lib/ids', 'packages/db/src/lib/ids.ts'],
  ['@acme/db', 'packages/db/src/index.ts'],
  ['@acme/db/schema/users', 'packages/db/src/schema/users.ts'],
  ['@acme/core', 'packages/core/src/main.ts'],
  ['@acme/core/time', 'packages/core/src/time.ts'],
  ['@acme/odd', 'packages/odd-folder/index.ts'],
  ['@acme/published', null],
  ['react', null],
  ['node:fs', null],
  ['/etc/passwd', null],
])('%s', async (specifier, path) => {
  const resolver = createResolver(new Set(Object.keys(files)), (paths) =>
    Promise.resolve(new Map(paths.map((each) => [each, files[each] ?? '']))),
  );
  const [found] = await resolver.resolve([{ from: 'packages/db/src/index.ts', specifier }]);
  expect(found).toBe(path);
});

test('configurations that extend each other end', async () => {
  const circle: Readonly<Record<string, string>> = {
    'tsconfig.json': '{ "extends": "./other.json" }',
    'other.json': '{ "extends": "./tsconfig.json" }',
    'package.json': 'no JSON at all',
  };
  const resolver = createResolver(new Set(Object.keys(circle)), (paths) =>
    Promise.resolve(new Map(paths.map((each) => [each, circle[each] ?? '']))),
  );
  expect(await resolver.resolve([{ from: 'a.ts', specifier: '~/b' }])).toEqual([null]);
});
