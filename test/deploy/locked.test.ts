import { expect, test } from '@jest/globals';
import { lockedVersions } from '../../src/deploy/locked.ts';
import { isBefore } from '../../src/deploy/version.ts';

const npm = (value: object) => JSON.stringify(value, null, 2);
const pinned = { version: '0.44.1', resolved: 'x', integrity: 'y' };

test.each([
  ['package-lock.json', npm({ lockfileVersion: 1, dependencies: { 'drizzle-orm': pinned } }), 5],
  ['web/package-lock.json', npm({ packages: { 'node_modules/drizzle-orm': pinned } }), 4],
  [
    'npm-shrinkwrap.json',
    npm({
      packages: {
        '': { dependencies: { 'drizzle-orm': '^0.1.0' } },
        'a/node_modules/drizzle-orm': pinned,
      },
    }),
    9,
  ],
  [
    'pnpm-lock.yaml',
    'lockfileVersion: 5.4\n\npackages:\n\n  /drizzle-orm/0.44.1_abc:\n    dev: false\n',
    5,
  ],
  ['pnpm-lock.yaml', 'packages:\n\n  /drizzle-orm@0.44.1(pg@8.1.0):\n    resolution: {}\n', 3],
  [
    'pnpm-lock.yaml',
    "packages:\n\n  'drizzle-orm@0.44.1':\n    resolution: {}\n\nsnapshots:\n\n  drizzle-orm@0.44.1(pg@8.1.0):\n",
    3,
  ],
  ['yarn.lock', '\n"drizzle-orm@>=0.40", drizzle-orm@^0.44.0:\n  version "0.44.1"\n', 3],
  [
    'yarn.lock',
    '__metadata:\n  version: 8\n\n"drizzle-orm@npm:^0.44.0":\n  version: 0.44.1\n  resolution: "drizzle-orm@npm:0.44.1"\n',
    5,
  ],
  [
    'bun.lock',
    '{\n  "packages": {\n    "drizzle-orm": ["drizzle-orm@0.44.1", "", {}],\n    "drizzle-orm-helper": ["drizzle-orm-helper@1.0.0", ""],\n',
    3,
  ],
])('the version in %s, and its line (%#)', (path, text, line) => {
  const found = lockedVersions(path, text, 'drizzle-orm');
  expect(found.map(({ version, range }) => [version, range.start.line])).toEqual([
    ['0.44.1', line],
  ]);
  const [{ range }] = found as [(typeof found)[0]];
  expect(text.slice(range.start.offset, range.end.offset)).toBe('0.44.1');
});

test('several versions, each once; and what is no lock file', () => {
  const text =
    '{\n  "a": ["drizzle-orm@0.44.1", {}],\n  "b": ["drizzle-orm@0.45.2"],\n  "c": ["drizzle-orm@0.44.1"]}';
  expect(lockedVersions('bun.lock', text, 'drizzle-orm').map(({ version }) => version)).toEqual([
    '0.44.1',
    '0.45.2',
  ]);
  expect(lockedVersions('bun.json', text, 'drizzle-orm')).toEqual([]);
});

test.each([
  ['0.45.1', '0.45.2', true],
  ['0.9.0', '0.45.2', true],
  ['0.45.2', '0.45.2', false],
  ['1.0.0-beta.9', '1.0.0-beta.20', true],
  ['1.0.0-beta.14-a36c63d', '1.0.0-beta.20', true],
  ['1.0.0-rc.1', '1.0.0-beta.20', false],
  ['1.0.0', '1.0.0-rc.1', false],
  ['workspace:*', '1.0.0', false],
])('%s before %s: %s', (one, other, expected) => {
  expect(isBefore(one, other)).toBe(expected);
});
