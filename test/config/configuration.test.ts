import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { configurationSchemaText } from '../../scripts/configuration-schema.ts';
import { parseConfiguration } from '../../src/config/configuration.ts';
import type { KnownCheck } from '../../src/config/schema.ts';
import { isOn, optionsFor, severityOf } from '../../src/review/weigh.ts';
import { defaultSettings } from '../../src/review/settings.ts';

const path = '.github/db-review.yml';
const checks: KnownCheck[] = [
  { id: 'drop-column', category: 'data', tools: ['squawk', 'atlas'] },
  { id: 'drop-table', category: 'data', tools: ['squawk'] },
  { id: 'index-not-concurrent', category: 'lock', tools: ['eugene'] },
  {
    id: 'naming-convention',
    category: 'style',
    tools: ['atlas'],
    options: {
      tables: { type: 'choice', values: ['snake', 'camel'], default: 'snake', what: 'Tables.' },
      longest: { type: 'integer', minimum: 1, default: 63, what: 'Characters.' },
      except: { type: 'list', default: [], what: 'Names.' },
      plural: { type: 'boolean', default: false, what: 'Tables in the plural.' },
    },
  },
];

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
    schema: [./apps/audit/src/*.schema.ts]
    migrator:
      pending: name
postgres: 17
deploy: code-first
queries: ['src/**/*.ts', '!src/jobs/**']
softDelete: [archivedAt]
tables: { orders: { rows: 5000000 }, 'audit_*': large }
checks:
  lock: warning
  drop-column: off
  naming-convention: { tables: camel, except: [a] }
ignores:
  trust: true
  entries: [{ check: drop-table, path: 'db/**', reason: archived }]
accept: { by: not-author }
failOn: warning
comment: false
onInternalError: neutral
replay: { timeout: 30, roles: [app], setup: CREATE SCHEMA own }
narrative: { forks: true, principles: [Integrity first.] }
`;
  expect(parse(text)).toEqual({
    settings: {
      narrative: { enabled: true, forks: true, principles: ['Integrity first.'] },
      paths: ['db/**'],
      learnMigrator: true,
      released: null,
      projects: [
        {
          migrations: 'packages/db/drizzle',
          schema: null,
          learnMigrator: false,
          migrator: { transaction: 'each', pending: 'hash' },
        },
        {
          migrations: 'apps/audit/drizzle',
          schema: ['apps/audit/src/*.schema.ts'],
          learnMigrator: false,
          migrator: { transaction: 'all', pending: 'name' },
        },
      ],
      migrator: { transaction: 'all', pending: 'when' },
      postgres: 17,
      deploy: 'code-first',
      queries: ['src/**/*.ts', '!src/jobs/**'],
      softDelete: ['archivedAt'],
      tables: [
        { pattern: 'orders', size: { rows: 5_000_000 } },
        { pattern: 'audit_*', size: 'large' },
      ],
      checks: {
        lock: { severity: 'warning' },
        'drop-column': { severity: 'off' },
        'naming-convention': { severity: 'on', options: { tables: 'camel', except: ['a'] } },
      },
      preset: defaultSettings.preset,
      ignores: 'trust',
      ignoreEntries: [{ check: 'drop-table', path: 'db/**', reason: 'archived' }],
      accept: { by: 'not-author' },
      failOn: 'warning',
      comment: false,
      onInternalError: 'neutral',
      replay: {
        enabled: true,
        engine: 'pglite',
        timeout: 30,
        extensions: [],
        roles: ['app'],
        setup: 'CREATE SCHEMA own',
      },
    },
  });
});

/** Severities that errors of the known checks end up with. */
function severitiesWith(text: string): Record<string, string> {
  const result = parse(text);
  if (!('settings' in result)) throw new Error(JSON.stringify(result.problems));
  const { settings } = result;
  return Object.fromEntries(checks.map((each) => [each.id, severityOf(each, 'error', settings)]));
}

test('conventions are off until they are asked for, by name, by category or by preset', () => {
  const others = { 'drop-column': 'error', 'drop-table': 'error', 'index-not-concurrent': 'error' };
  const style = (severity: string) => ({ ...others, 'naming-convention': severity });
  expect(severitiesWith('')).toEqual(style('off'));
  expect(severitiesWith('preset: recommended')).toEqual(style('off'));
  expect(severitiesWith('preset: style')).toEqual(style('error'));
  expect(severitiesWith('checks: { style: notice }')).toEqual(style('notice'));
  expect(severitiesWith('checks: { naming-convention: warning }')).toEqual(style('warning'));
  expect(severitiesWith('checks: { naming-convention: { longest: 9 } }')).toEqual(style('error'));
  expect(severitiesWith('checks: { style: notice, naming-convention: { longest: 9 } }')).toEqual(
    style('notice'),
  );
});

test('the preset of a tool leaves exactly what names the tool, which the team can change', () => {
  const all = ['drop-column', 'drop-table', 'index-not-concurrent', 'naming-convention'];
  const offBut = (on: Record<string, string>) => ({
    ...Object.fromEntries(all.map((id) => [id, 'off'])),
    ...on,
  });
  expect(severitiesWith('preset: squawk')).toEqual(
    offBut({ 'drop-column': 'error', 'drop-table': 'error' }),
  );
  expect(severitiesWith('preset: eugene')).toEqual(offBut({ 'index-not-concurrent': 'error' }));
  expect(severitiesWith('preset: eugene\nchecks: { style: notice, lock: off }')).toEqual(
    offBut({ 'naming-convention': 'notice' }),
  );
});

test('a preset that is given counts before the one of the file, and sets what stops', () => {
  const given = parseConfiguration('preset: strict', path, checks, defaultSettings, 'eugene');
  expect(given).toMatchObject({ settings: { failOn: 'error' } });
  expect('settings' in given && isOn(checks[0]!, given.settings)).toBe(false);
  expect(parse('preset: strict')).toMatchObject({ settings: { failOn: 'warning' } });
  expect(parse('preset: strict\nfailOn: never')).toMatchObject({ settings: { failOn: 'never' } });
});

test('options come from the check, its category, and its own defaults', () => {
  const text =
    'checks: { style: { tables: camel, longest: 9 }, naming-convention: { longest: 20 } }';
  const result = parse(text);
  expect('settings' in result && optionsFor(checks[3]!, result.settings)).toEqual({
    tables: 'camel',
    longest: 20,
    except: [],
    plural: false,
  });
});

test('given defaults stand where the file says nothing', () => {
  const migrator = { transaction: 'none', pending: 'name' } as const;
  const defaults = { ...defaultSettings, postgres: 16 as const, migrator };
  const text = 'projects: [{ migrations: a, migrator: { pending: hash } }, { migrations: b }]';
  expect(parseConfiguration(text, path, checks, defaults)).toMatchObject({
    settings: {
      postgres: 16,
      released: null,
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
    '3:5 Unknown key "migration". Did you mean "migrations"? Known here: migrations, schema, migrator.',
    '4:17 projects.1.migrations must be a path from the root of the repository.',
    '5:26 projects.1.migrator.pending must be when, hash or name.',
    '6:11 postgres must be 12, 13, 14, 15, 16, 17 or 18.',
    '8:3 Unknown check or category "drop-colum". Did you mean "drop-column"?',
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
  const style = (value: string) => problemsOf(`checks:\n  naming-convention: ${value}\n`);
  expect(style('{ longst: 9 }')).toEqual([
    '2:24 Unknown key "longst". Did you mean "longest"? ' +
      'Known here: severity, tables, longest, except, plural.',
  ]);
  expect(style('{ severity: high }')).toEqual([
    '2:34 checks.naming-convention.severity must be error, warning, notice or off.',
  ]);
  expect(style('{ tables: snaky, longest: 0, plural: many, except: a }')).toEqual([
    '2:32 checks.naming-convention.tables must be snake or camel.',
    '2:48 checks.naming-convention.longest must be 1 or more.',
    '2:59 checks.naming-convention.plural must be true or false.',
    '2:73 checks.naming-convention.except must be a list.',
  ]);
  expect(style('{ longest: 1.5 }')).toEqual([
    '2:33 checks.naming-convention.longest must be a whole number.',
  ]);
  expect(problemsOf('tables: { a: { row: 1 }, b: { rows: -1 }, c: huge }')).toEqual([
    '1:14 tables.a.rows is missing.',
    '1:16 Unknown key "row". Did you mean "rows"? Known here: rows, bytes.',
    '1:37 tables.b.rows must be 0 or more.',
    '1:46 tables.c must be small or large.',
  ]);
  expect(problemsOf('preset: squak')).toEqual([
    '1:9 preset must be recommended, strict, style, squawk, eugene, strong_migrations or pagespace.',
  ]);
  expect(
    problemsOf('ignores:\n  entries:\n    - { check: drop-tabel, path: /a, reason: " " }'),
  ).toEqual([
    '3:16 ignores.entries.0.check must be drop-column, drop-table, index-not-concurrent or naming-convention.',
    '3:34 ignores.entries.0.path must be a path from the root of the repository.',
    '3:46 ignores.entries.0.reason must say why.',
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
    expect(problem!.length).toBeLessThan(300);
    expect(others).toEqual([]);
  }
});

test('the published JSON schema is the one that is used', async () => {
  const file = new URL('../../docs/configuration.schema.json', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(await configurationSchemaText());
});

test('what counts as released: a tag or a deployment', () => {
  expect(parse('released: { tag: "v*" }')).toMatchObject({ settings: { released: { tag: 'v*' } } });
  expect(parse('released: { deployment: production }')).toMatchObject({
    settings: { released: { deployment: 'production' } },
  });
  expect(problemsOf('released: main')).toHaveLength(1);
  expect(problemsOf('released: { tag: a, deployment: b }')).not.toEqual([]);
});
