import type { Finding, Review } from '../../src/review/finding.ts';
import type { ReplayReport } from '../../src/review/replay.ts';
import type { TouchedTable } from '../../src/review/touched.ts';
import { codeSpan } from '../../src/review/words.ts';
import type { Context } from '../../src/report/context.ts';

export const context: Context = {
  repository: { owner: 'acme', name: 'shop' },
  pull: 12,
  base: '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432',
  head: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
  url: 'https://github.com',
  settings: { failOn: 'error', ignores: 'accept' },
};

export const path = 'packages/db/drizzle/0042_gray_hulk.sql';

export const source = [
  'ALTER TABLE "users" DROP COLUMN "email";--> statement-breakpoint',
  'CREATE INDEX "orders_user_id_idx" ON "orders" ("user_id");',
  '\tALTER TABLE "商品" ADD COLUMN "数量" integer NOT NULL;',
  '',
].join('\n');

export const dropColumn: Finding = {
  check: 'drop-column',
  category: 'compatibility',
  severity: 'error',
  title: 'Dropping a column that the released schema declares',
  path,
  line: 1,
  endLine: 1,
  column: 1,
  endColumn: 40,
  message: 'Drops `users.email`, which the released schema still declares.',
  why: 'Drizzle names every declared column in its queries, so the running version fails from the migration until the roll-out ends. The values are lost.',
  todo: '1. Remove `email` from the schema file and release that.\n2. Drop the column in a later release:\n\n   ```sql\n   ALTER TABLE "users" DROP COLUMN "email";\n   ```',
  fingerprint: '0011223344556677',
  sources: [{ tool: 'squawk', rule: 'ban-drop-column' }],
  evidence: { column: 'email' },
  fix: null,
  ignored: null,
  accepted: null,
  acceptable: true,
};

export const index: Finding = {
  ...dropColumn,
  check: 'index-not-concurrent',
  category: 'lock',
  severity: 'warning',
  title: 'Index built while writes wait',
  line: 2,
  endLine: 2,
  endColumn: 58,
  message: 'Builds `orders_user_id_idx` on `orders` while every write to it waits.',
  why: 'CREATE INDEX holds a SHARE lock for as long as the table is large.',
  todo: 'Build the index by hand before the deploy, and write `IF NOT EXISTS` in the migration:\n\n```sql\nCREATE INDEX CONCURRENTLY "orders_user_id_idx" ON "orders" ("user_id");\n```',
  fingerprint: '8899aabbccddeeff',
  evidence: null,
};

export const addColumn: Finding = {
  ...dropColumn,
  check: 'add-required-column',
  category: 'data',
  title: 'Required column without a default',
  line: 3,
  endLine: 3,
  column: 19,
  endColumn: 51,
  message: 'Adds `商品.数量` as NOT NULL without a default.',
  why: 'It fails as soon as the table has one row.',
  todo: 'Give it a default, or add it as nullable, fill it, and set NOT NULL then.',
  fingerprint: '1021324354657687',
  evidence: null,
  acceptable: false,
};

/** A review of one migration with these findings. */
export function reviewOf(findings: readonly Finding[], more: Partial<Review> = {}): Review {
  return {
    version: 1,
    verdict: 'pass',
    base: context.base,
    head: context.head,
    findings,
    changes: [],
    touched: [],
    replay: null,
    leftAlone: [],
    migrators: [],
    skipped: [],
    statistics: {
      migrations: 1,
      statements: 3,
      files: 3,
      watched: 3,
      known: 0,
      milliseconds: { total: 12 },
      requests: 4,
    },
    ...more,
  };
}

const range = {
  start: { offset: 0, line: 2, column: 1 },
  end: { offset: 58, line: 2, column: 59 },
};
const equal = { state: 'equal', differences: [], before: 0, because: null } as const;

/** A replay of two statements, one of which locks and scans a table of that name. */
function replayOf(table: string, more: Partial<ReplayReport> = {}): ReplayReport {
  const statement = {
    path,
    range,
    milliseconds: 12.5,
    locks: [],
    heldUntil: 'last migration',
    rewrites: [],
    scans: [],
    rows: [],
    notices: [],
    error: null,
  } as const;
  const locks = [{ relation: table, mode: 'ShareLock', blocks: 'writes' }] as const;
  const scans = [`building index "${table}_idx" on table "${table}" serially`];
  return {
    engine: 'pglite-0.5.14 (PostgreSQL 18.6)',
    status: 'complete',
    because: null,
    unproven: [],
    roads: { fresh: equal, recorded: equal, declared: equal },
    statements: [statement, { ...statement, locks, scans }],
    probes: [],
    invalidIndexes: [],
    otherBase: null,
    rollback: { sql: [`DROP INDEX "${table}_idx";`], works: true, because: null },
    milliseconds: {},
    ...more,
  };
}

/** A table with that name, which references another. */
function touchedOf(name: string): TouchedTable[] {
  const column = { type: 'bigint', key: 'primary', change: null } as const;
  const reference = { to: 'users', columns: [name], isOptional: true, isUnique: false };
  const columns = [
    { ...column, name: 'id' },
    { name, type: name, key: 'foreign', change: 'added' } as const,
    { name: 'UK', type: 'numeric(10,2)', key: null, change: 'changed' } as const,
  ];
  return [
    { name: 'users', isNew: false, isOther: true, columns: [], references: [] },
    { name, isNew: false, isOther: false, columns, references: [reference] },
  ];
}

const hostile = [
  '@acme/owners ',
  '#12 GH-3 acme/shop#4 ',
  '![x](https://evil.example/?q=1) ',
  '<img src=x onerror=alert(1)> ',
  '<!-- db-review:summary v1 e30 --> ',
  '</details>\n```\n~~~\n',
  '| a | b |\n| - | - |\n',
  '`` ` ``` ',
  '\u001b[31m\u202e :shipit: [y]: https://evil.example www.evil.example \\',
].join('');

const hostileFinding: Finding = {
  ...dropColumn,
  path: `packages/db/drizzle/0043_${hostile.replaceAll('/', '_')}.sql`,
  title: hostile,
  message: `Drops ${codeSpan(hostile)} and says ${hostile}`,
  why: hostile,
  todo: `\`\`\`suggestion\n${hostile}\n\`\`\`\n${hostile}`,
};

function forty(): Finding[] {
  return Array.from({ length: 40 }, (_, number) => ({
    ...[index, dropColumn, addColumn, { ...index, severity: 'notice' as const }][number % 4]!,
    path: `packages/db/drizzle/00${10 + Math.floor(number / 3)}_step.sql`,
    line: number + 1,
    endLine: number + 2,
    fingerprint: String(number).padStart(16, '0'),
  }));
}

/** The reviews whose reports are kept as golden files. */
export const reviews: Readonly<Record<string, Review>> = {
  untouched: reviewOf([], {
    statistics: { ...reviewOf([]).statistics, migrations: 0, statements: 0, files: 0, watched: 0 },
  }),
  clean: reviewOf([], {
    changes: [{ kind: 'added', object: 'table', name: 'audit_log', detail: '' }],
  }),
  'one-error': reviewOf([dropColumn], {
    verdict: 'accept',
    changes: [
      { kind: 'removed', object: 'column', name: 'users.email', detail: '' },
      {
        kind: 'changed',
        object: 'column',
        name: 'users.name',
        detail: 'type varchar(50) → text',
      },
    ],
    statistics: { ...reviewOf([]).statistics, known: 4 },
  }),
  warnings: reviewOf([index, { ...index, line: 3, endLine: 3, fingerprint: 'fedcba9876543210' }], {
    verdict: 'warn',
    skipped: [{ check: 'journal-conflict', because: 'meta/_journal.json of the base is not JSON' }],
  }),
  replayed: reviewOf([index], {
    verdict: 'warn',
    changes: [
      { kind: 'added', object: 'column', name: 'orders.user_id', detail: 'bigint' },
      { kind: 'removed', object: 'table', name: 'baskets', detail: '' },
    ],
    touched: touchedOf('orders'),
    replay: replayOf('orders'),
  }),
  unproven: reviewOf([], {
    replay: replayOf('orders', {
      roads: { fresh: { ...equal, state: 'differs' }, recorded: equal, declared: equal },
      rollback: { sql: ['SELECT 1;'], works: false, because: '42704: no such index' },
    }),
  }),
  forty: reviewOf(forty(), { verdict: 'fail' }),
  ignored: reviewOf(
    [
      { ...index, ignored: { reason: 'orders is empty in production, see #812' } },
      { ...dropColumn, ignored: { reason: 'unused since the release of May' } },
      { ...addColumn, accepted: { by: 'octocat', reason: 'the table is empty' } },
    ],
    { verdict: 'accept' },
  ),
  hostile: reviewOf([hostileFinding, { ...index, ignored: { reason: hostile } }], {
    verdict: 'accept',
    changes: [
      { kind: 'changed', object: 'table', name: hostile, detail: hostile },
      { kind: 'removed', object: 'table', name: hostile, detail: '' },
    ],
    touched: touchedOf(hostile),
    replay: replayOf(hostile, {
      engine: hostile,
      unproven: [hostile],
      rollback: { sql: [hostile], works: true, because: null },
    }),
    skipped: [{ check: 'drop-table', because: hostile }],
  }),
};
