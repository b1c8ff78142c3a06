import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { configurationSchemaText } from '../../scripts/configuration-schema.ts';
import { parseConfiguration } from '../../src/config/configuration.ts';
import { defaultSettings } from '../../src/review/settings.ts';

const path = '.github/db-review.yml';
const checks = [
  { id: 'drop-column', category: 'data' },
  { id: 'drop-table', category: 'data' },
  { id: 'index-not-concurrent', category: 'lock' },
] as const;

const parse = (text: string) => parseConfiguration(text, path, checks);

/** Problems as `line:column message`. */
function problemsOf(text: string): string[] {
  const result = parse(text);
  if (!('problems' in result)) throw new Error('no problems');
  return result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('an empty file leaves the defaults as they are', () => {
  for (const text of ['', '# nothing yet\n', '{}']) {
    expect(parse(text)).toEqual({ settings: defaultSettings });
  }
});

test('every key sets what it says', () => {
  const text = `
paths: ['db/**']
projects:
  - migrations: ./packages/db/drizzle/
    migrator: { transaction: each, pending: hash }
  - migrations: apps/audit/drizzle
    migrator:
      pending: name
postgres: 17
checks:
  lock: warning
  drop-column: off
ignores: trust
failOn: warning
comment: false
onInternalError: neutral
`;
  expect(parse(text)).toEqual({
    settings: {
      paths: ['db/**'],
      learnMigrator: true,
      projects: [
        {
          migrations: 'packages/db/drizzle',
          learnMigrator: false,
          migrator: { transaction: 'each', pending: 'hash' },
        },
        {
          migrations: 'apps/audit/drizzle',
          learnMigrator: false,
          migrator: { transaction: 'all', pending: 'name' },
        },
      ],
      migrator: { transaction: 'all', pending: 'when' },
      postgres: 17,
      checks: { lock: { severity: 'warning' }, 'drop-column': { severity: 'off' } },
      ignores: 'trust',
      failOn: 'warning',
      comment: false,
      onInternalError: 'neutral',
    },
  });
});

test('given defaults stand where the file says nothing', () => {
  const migrator = { transaction: 'none', pending: 'name' } as const;
  const defaults = { ...defaultSettings, postgres: 16 as const, migrator };
  const text = 'projects: [{ migrations: a, migrator: { pending: hash } }, { migrations: b }]';
  expect(parseConfiguration(text, path, checks, defaults)).toMatchObject({
    settings: {
      postgres: 16,
      projects: [
        { migrations: 'a', migrator: { transaction: 'none', pending: 'hash' } },
        { migrations: 'b', migrator },
      ],
    },
  });
});

test('each mistake is named with its line, and the name that may have been meant', () => {
  const text = `path: [db]
projects:
  - migration: drizzle
  - migrations: ../outside
    migrator: { pending: always }
postgres: '16'
checks:
  drop-colum: error
  data: fatal
comment: yes
failOn:
paths: db/**
`;
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(
      /^1:1 Unknown key "path". Did you mean "paths"\? Known here: paths, projects, /,
    ),
    '3:5 projects.0.migrations is missing.',
    '3:5 Unknown key "migration". Did you mean "migrations"? Known here: migrations, migrator.',
    '4:17 projects.1.migrations must be a path from the root of the repository.',
    '5:26 projects.1.migrator.pending must be when, hash or name.',
    '6:11 postgres must be 13, 14, 15, 16, 17 or 18.',
    '9:9 checks.data must be error, warning, notice or off.',
    '10:10 comment must be true or false.',
    '11:8 failOn must be error, warning or never.',
    '12:8 paths must be a list.',
  ]);
  expect(problemsOf('checks:\n  drop-colum: error\n  dorp-tabel: off\n  lok: off\n')).toEqual([
    '2:3 Unknown check or category "drop-colum". Did you mean "drop-column"?',
    '3:3 Unknown check or category "dorp-tabel". Did you mean "drop-table"?',
    '4:3 Unknown check or category "lok". Did you mean "lock"?',
  ]);
  expect(problemsOf('- a')).toEqual(['1:1 the configuration must be a map of keys and values.']);
});

test('broken and hostile YAML is a problem with a line', () => {
  expect(problemsOf('paths:\n  - "open\n')[0]).toMatch(/^3:1 Missing closing "quote/);
  expect(problemsOf('comment: true\ncomment: false\n')).toEqual(['2:1 Map keys must be unique']);
  expect(problemsOf('failOn: !!js/function "x"')[0]).toMatch(/^1:9 Unresolved tag/);
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [...pair])) {
    bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
  }
  expect(problemsOf(bomb.join('\n'))[0]).toMatch(/^1:1 Excessive alias count/);
  expect(problemsOf('['.repeat(49_000))).toHaveLength(1);
  expect(problemsOf('#'.repeat(50_001))).toEqual(['1:1 is longer than 50000 characters']);
  expect(problemsOf('__proto__: { comment: false }')[0]).toMatch(/^1:1 Unknown key "__proto__"/);
});

test('however many and long its mistakes are, few and short ones are told', () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `key${index}: 1`);
  const checks = Array.from({ length: 2000 }, (_, index) => `  drop-${index}: off`);
  expect(problemsOf(keys.join('\n'))).toHaveLength(20);
  expect(problemsOf(['checks:', ...checks].join('\n'))).toHaveLength(20);
  const name = 'drop-'.repeat(9_000);
  for (const text of [
    `? ${name}\n: off`,
    `checks:\n  ? ${name}\n  : off`,
    `checks:\n  ? ${name}\n  : 1`,
  ]) {
    const [problem, ...others] = problemsOf(text);
    expect(problem!.length).toBeLessThan(250);
    expect(others).toEqual([]);
  }
});

test('the published JSON schema is the one that is used', async () => {
  const file = new URL('../../docs/configuration.schema.json', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(await configurationSchemaText());
});
