import { expect, test } from '@jest/globals';
import { schemaFiles } from '../../../src/drizzle/schema/entry.ts';

const paths = new Set([
  'db/schema.ts',
  'db/schema/index.ts',
  'db/schema/users.ts',
  'db/schema/users.test.ts',
  'db/schema/types.d.ts',
  'db/schema/README.md',
  'db/schema/nested/posts.ts',
  'pkg/src/schema/a.ts',
]);

test.each([
  ['a file', './db/schema.ts', ['db/schema.ts']],
  [
    'a folder, without those further down',
    'db/schema',
    ['db/schema/index.ts', 'db/schema/users.test.ts', 'db/schema/users.ts'],
  ],
  ['a glob', './db/**/posts.ts', ['db/schema/nested/posts.ts']],
  [
    'a glob with an exception',
    './db/schema/!(*.test).ts',
    ['db/schema/index.ts', 'db/schema/users.ts'],
  ],
  ['a glob of folders', 'db/schema/nest*', ['db/schema/nested/posts.ts']],
  ['a list', ['db/schema.ts', 'db/schema/nested'], ['db/schema.ts', 'db/schema/nested/posts.ts']],
  ['what is built', './pkg/dist/src/schema', ['pkg/src/schema/a.ts']],
  ['what leads out of the repository', '../schema.ts', []],
])('%s', (_, entry, files) => {
  expect(schemaFiles(entry, paths)).toEqual(files);
});
