import { expect, test } from '@jest/globals';
import { isConfigFile, readDrizzleConfig } from '../../src/drizzle/config.ts';

const path = 'packages/db/drizzle.config.ts';

async function read(text: string, at = path) {
  const { schema, out, casing, dialect, unknown } = await readDrizzleConfig(text, at);
  return { schema, out, casing, dialect, unknown };
}

const plain = {
  schema: ['./src/schema.ts'],
  out: './migrations',
  casing: null,
  dialect: 'postgresql',
  unknown: [],
};
const members = "dialect: 'postgresql', schema: './src/schema.ts', out: './migrations'";

test.each([
  `import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ ${members} });`,
  `export default { ${members} } satisfies Config;`,
  `const config: Config = { ${members} } as const;\nexport default config;`,
  `const config = { ${members} };\nexport { config as default };`,
  `module.exports = { ${members} };`,
  `export = { ${members} };`,
  `const shared = { dialect: 'postgresql', out: './old' } as const;
   export default defineConfig({ ...shared, schema: [\`./src/schema.ts\`], out: './migrations' });`,
  // What is not understood elsewhere does no harm.
  `if (!process.env.URL) throw new Error('no URL');
   export default defineConfig({ ${members}, dbCredentials: { url: url()!, ...more } });`,
  `export default { dialect: 'postgresql', schema: './src/schema.ts',
   out: process.env.DRIZZLE_OUT ?? './migrations' };`,
  `const isTest = process.env.NODE_ENV === 'test';
   export default { ${members.replace("'postgresql'", "isTest ? 'postgresql' : 'postgresql'")} };`,
])('forms of a configuration: %#', async (text) => {
  expect(await read(text)).toEqual(plain);
});

test('JSON', async () => {
  const text = '{ "dialect": "postgresql", "schema": "./src/schema.ts", "out": "./migrations" }';
  expect(await read(text, 'drizzle.config.json')).toEqual(plain);
});

test('what only running it would tell is named, and the rest is read', async () => {
  const text = `import { DB_CASING } from './constants';
    export default defineConfig({
      dialect: process.env.DIALECT, casing: DB_CASING, out: \`./\${name()}\`, schema: ['a.ts', other],
      migrations: { table: 'applied', prefix: prefixOf(process.argv) },
    });`;
  const config = await readDrizzleConfig(text, path);
  expect(config).toMatchObject({ dialect: null, casing: null, out: null, schema: null });
  expect(config.migrations).toEqual({ table: 'applied', schema: 'drizzle', prefix: null });
  expect(config.unknown).toEqual(['dialect', 'schema', 'out', 'casing', 'migrations.prefix']);
});

test.each([
  ['a function makes it', 'export default make({ out: "x" });'],
  ['the environment chooses it', 'export default process.env.A ? { out: "a" } : { out: "b" };'],
  ['there is no default', 'export const config = { out: "x" };'],
  ['a name stands for itself', 'const a = b, b = a; export default a;'],
  ['it nests without end', `export default ${'['.repeat(20_000)}`],
  ['it is too large', `export default { out: "${'x'.repeat(200_000)}" }`],
])('nothing is known where %s', async (_, text) => {
  const config = await readDrizzleConfig(text, path);
  expect(config).toMatchObject({ schema: null, out: null });
  expect(config.unknown).toContain('out');
});

test('a spread that is not known may hold anything that stands before it', async () => {
  const text = `export default { out: './old', ...shared(), schema: './src/schema.ts' };`;
  expect(await read(text)).toMatchObject({
    out: null,
    schema: ['./src/schema.ts'],
    unknown: expect.arrayContaining(['dialect', 'out', 'casing', 'migrations.prefix']),
  });
});

test('paths that are computed from the place of the file', async () => {
  const text = `import path, { relative, resolve } from 'node:path';
    const here = relative(process.cwd(), fileURLToPath(new URL('./schema.ts', import.meta.url)));
    export default { out: path.join(__dirname, '..', 'migrations'), schema: [
      here, resolve(import.meta.dirname, 'src/*.ts'), \`\${__dirname}/auth.ts\`,
      path.join('src', 'db'), new URL('../x.ts', import.meta.url).pathname,
    ] };`;
  expect(await read(text)).toMatchObject({
    out: '/packages/migrations',
    schema: [
      '/packages/db/schema.ts',
      '/packages/db/src/*.ts',
      '/packages/db/auth.ts',
      'src/db',
      '/packages/x.ts',
    ],
  });
  const atRoot = "export default { out: new URL('./drizzle', import.meta.url).pathname }";
  expect(await read(atRoot, 'drizzle.config.js')).toMatchObject({ out: 'drizzle' });
});

test('defaults are those of drizzle-kit', async () => {
  expect(await readDrizzleConfig("export default { schema: 'a.ts' }", path)).toMatchObject({
    out: 'drizzle',
    breakpoints: true,
    migrations: { table: '__drizzle_migrations', schema: 'drizzle', prefix: 'index' },
    schemaFilter: null,
    unknown: [],
  });
});

test('names of configuration files', () => {
  const names = [
    'drizzle.config.ts',
    'a/drizzle-admin.config.mjs',
    'a/drizzle.config.prod.json',
    'a/pg.drizzle.config.cts',
    'a/drizzle.ts',
    'a/vite.config.ts',
    'node_modules/a/drizzle.config.ts',
    'a/drizzle.config.d.ts',
  ];
  expect(names.filter(isConfigFile)).toEqual(names.slice(0, 4));
});
