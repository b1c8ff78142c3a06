import { expect, test } from '@jest/globals';
import { readDrizzleConfig } from '../../src/drizzle/config.ts';
import { projectConfig } from '../../src/drizzle/project-config.ts';

/** What is said of a project, by the texts of the configurations and the other paths of the tree. */
async function found(folder: string, texts: Record<string, string>, paths: readonly string[]) {
  const configs = await Promise.all(
    Object.entries(texts).map(([path, text]) => readDrizzleConfig(`export default ${text}`, path)),
  );
  const folders = paths.flatMap((path) => /^(.*)\/meta\/_journal\.json$/.exec(path)?.[1] ?? []);
  const { files, schema } = projectConfig(folder, configs, folders, new Set(paths));
  return { files: files.map(({ path }) => path), schema };
}

const tree = ['packages/db/drizzle/meta/_journal.json', 'packages/db/src/schema.ts'];
const schema = {
  entry: ['packages/db/src/schema.ts'],
  casing: null,
  isCasingUnknown: false,
};

test('paths are relative to the folder of the configuration, or to one around it', async () => {
  const own = { 'packages/db/drizzle.config.ts': "{ schema: './src/schema.ts' }" };
  expect(await found('packages/db/drizzle', own, tree)).toMatchObject({ schema });
  const deeper = { 'packages/db/src/db/drizzle.config.ts': "{ schema: 'src/schema.ts' }" };
  expect(await found('packages/db/drizzle', deeper, tree)).toMatchObject({ schema });
  const outside = {
    'apps/web/drizzle.config.ts':
      "{ schema: '../../packages/db/src/schema.ts', out: '../../packages/db/drizzle' }",
  };
  expect(await found('packages/db/drizzle', outside, tree)).toMatchObject({ schema });
});

test('several configurations of one folder are one project, and the nearest counts', async () => {
  const texts = {
    'drizzle.config.ts': "{ schema: './packages/db/src/*.ts', out: './packages/db/drizzle' }",
    'packages/db/drizzle.config.ts': "{ schema: './src/schema.ts', casing: 'snake_case' }",
    'packages/admin/drizzle.config.ts': "{ schema: './src/schema.ts' }",
  };
  expect(await found('packages/db/drizzle', texts, tree)).toEqual({
    files: ['packages/db/drizzle.config.ts', 'drizzle.config.ts'],
    schema: { ...schema, casing: 'snake_case' },
  });
});

test('a schema that is built is found at its source, and one that is nowhere is none', async () => {
  const built = { 'packages/db/drizzle.config.ts': "{ schema: './dist/src/schema.js' }" };
  const source = await found('packages/db/drizzle', built, tree);
  expect(source.schema?.entry).toEqual(['packages/db/dist/src/schema.js']);
  const gone = { 'packages/db/drizzle.config.ts': "{ schema: './src/tables.ts' }" };
  expect(await found('packages/db/drizzle', gone, tree)).toMatchObject({ schema: null });
});

test('a computed folder is that of the only project below, unless another says it is its own', async () => {
  const computed = { 'packages/db/drizzle.config.ts': "{ schema: 'src/schema.ts', out: name() }" };
  expect(await found('packages/db/drizzle', computed, tree)).toMatchObject({ schema });
  const second = [...tree, 'packages/db/other/meta/_journal.json'];
  expect(await found('packages/db/drizzle', computed, second)).toMatchObject({ files: [] });
  const claimed = { ...computed, 'drizzle.config.ts': "{ out: 'packages/db/drizzle' }" };
  expect(await found('packages/db/drizzle', claimed, tree)).toEqual({
    files: ['drizzle.config.ts'],
    schema: null,
  });
});

test('a casing that is computed is told apart from none', async () => {
  const text = "{ schema: './src/schema.ts', casing: CASING }";
  const { schema: read } = await found(
    'packages/db/drizzle',
    { 'packages/db/drizzle.config.ts': text },
    tree,
  );
  expect(read).toEqual({ ...schema, isCasingUnknown: true });
});
