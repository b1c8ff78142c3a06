import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { registry } from '../../../checks/index.ts';
import { exampleHistory } from '../../../src/review/check.ts';
import type { Review } from '../../../src/review/finding.ts';
import { review } from '../../../src/review/review.ts';
import { defaultSettings } from '../../../src/review/settings.ts';
import { readCatalog } from '../../../src/replay/catalog.ts';
import { applyChain, type Link } from '../../../src/replay/chain.ts';
import { runPending } from '../../../src/replay/upgrade.ts';
import { createParser } from '../../../src/sql/parser.ts';
import { type Sandbox, SandboxError, type SandboxLimits } from '../../../src/replay/engine.ts';
import { changeOf } from '../../memory-change.ts';
import { endReplay, engine, replay } from '../engine.ts';
import { childrenOf } from '../processes.ts';
import {
  type Attack,
  bombs,
  type HostileMigration,
  migrations,
  reviews,
  statements,
} from './attacks.ts';

jest.setTimeout(240_000);

const parser = createParser();
const secret = 'the host keeps this to itself';
let folder: string;
let file: string;
let host: Record<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'db-review-host-'));
  file = join(folder, 'secret.txt');
  await writeFile(file, secret);
  host = await listHost();
});
afterAll(async () => {
  await Promise.all([parser.close(), endReplay(), rm(folder, { recursive: true })]);
});

/** Names in the folders that an attack would write to. */
async function listHost(): Promise<Record<string, readonly string[]>> {
  const folders = [folder, process.cwd(), homedir(), '/'];
  return Object.fromEntries(
    await Promise.all(folders.map(async (each) => [each, (await readdir(each)).sort()] as const)),
  );
}

async function expectHostUntouched(): Promise<void> {
  expect(await listHost()).toEqual(host);
  expect(await readFile(file, 'utf8')).toBe(secret);
}

async function openMarked(limits: Partial<SandboxLimits>): Promise<Sandbox> {
  const sandbox = await engine.open({ limits });
  await sandbox.exec(
    'CREATE TABLE marked (i int); INSERT INTO marked VALUES (1); DO $$ BEGIN END $$',
  );
  return sandbox;
}

/** How an attack ends, with all that it could read. */
async function attack(sandbox: Sandbox, { sql }: Attack): Promise<{ end: string; said: string }> {
  try {
    const text = sql.replaceAll('{secret}', file);
    const { error, notices } = await sandbox.exec(text);
    if (error) return { end: error.code, said: JSON.stringify([error, notices]) };
    const { rows } = /^SELECT (?:pg_|xml)/.test(sql) ? await sandbox.query(text) : { rows: [] };
    return { end: 'harmless', said: JSON.stringify([notices, rows]) };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return { end: error.reason, said: error.message };
  }
}

test('statements that reach out of the sandbox, or break it, reach nothing and are noticed', async () => {
  let sandbox = await openMarked({ statementMilliseconds: 30_000 });
  const wrong: string[][] = [];
  for (const each of statements) {
    const { end, said } = await attack(sandbox, each);
    if (!each.ends.includes(end)) wrong.push([each.name, end]);
    expect(said).not.toContain(secret);
    if (await isUsable(sandbox)) continue;
    await sandbox.close();
    sandbox = await openMarked({ statementMilliseconds: 30_000 });
  }
  await sandbox.close();
  expect(wrong).toEqual([]);
  await expectHostUntouched();
  expect(childrenOf(process.pid)).toEqual([]);
});

/** Whether it is as before the attack; where it is gone, it must say so. */
async function isUsable(sandbox: Sandbox): Promise<boolean> {
  try {
    await sandbox.exec('ROLLBACK');
    await sandbox.exec('DISCARD ALL');
    expect((await sandbox.query('SELECT i FROM marked')).rows).toEqual([['1']]);
    return true;
  } catch (error) {
    if (error instanceof SandboxError) return false;
    throw error;
  }
}

test('what has no end, or no measure, is ended by the watchdogs', async () => {
  const limits = { statementMilliseconds: 700, megabytes: 600, diskMegabytes: 150 };
  const left = [...bombs];
  const wrong: string[][] = [];
  async function next(): Promise<void> {
    for (let each = left.pop(); each !== undefined; each = left.pop()) {
      const sandbox = await openMarked(limits);
      const { end } = await attack(sandbox, each);
      await sandbox.close();
      if (!each.ends.includes(end)) wrong.push([each.name, end]);
    }
  }
  await Promise.all([next(), next(), next()]);
  expect(wrong).toEqual([]);
  await expectHostUntouched();
  expect(childrenOf(process.pid)).toEqual([]);
});

const users = {
  tag: '0000_users',
  when: 10,
  sql: "CREATE TABLE public.users (id text PRIMARY KEY, at timestamptz DEFAULT '2026-01-01');",
  snapshot: null,
};

/** What every migration of the table ends with. */
const rest = [
  'ALTER TABLE public.users ADD COLUMN name text',
  'ALTER TABLE public.users ALTER COLUMN id TYPE varchar(9)',
];

async function reviewed(sql: readonly string[], timeout: number): Promise<Review> {
  const migration = { tag: '0001_next', when: 20, snapshot: null };
  const text = sql.join(';\n--> statement-breakpoint\n');
  const change = changeOf({
    base: exampleHistory([users]),
    head: exampleHistory([users, { ...migration, sql: text }]),
  });
  const settings = { ...defaultSettings, replay: { ...defaultSettings.replay, timeout } };
  return review(change, settings, { checks: registry, parse: parser.parse, replay });
}

/** What the rest does where nothing hostile stands before it. */
const observed = [
  { locks: [{ relation: 'users', mode: 'AccessExclusiveLock' }], rewrites: [], error: null },
  {
    rewrites: ['users'],
    scans: ['building index "users_pkey" on table "users" serially'],
    error: null,
  },
];

function linkOf(sql: readonly string[]): Link {
  const text = sql.join(';\n--> statement-breakpoint\n');
  return { tag: '0001_next', path: '0001_next.sql', when: 20, oid: '', text };
}

/** A database with one table, as the sandbox opens it for the first of several attacks. */
async function openUsers(): Promise<Sandbox> {
  const sandbox = await engine.open();
  await applyChain(sandbox, [{ ...linkOf([users.sql]), tag: users.tag }], 'all');
  return sandbox;
}

/** Runs a hostile migration, and undoes what stands at its end. */
async function run(
  sandbox: Sandbox,
  { sql, ends }: HostileMigration,
): Promise<{ gone: boolean; said: string }> {
  try {
    const { statements, failed } = await runPending(sandbox, [linkOf([...sql, ...rest])], 'all');
    if (ends !== 'nothing') return { gone: false, said: failed?.error?.code ?? 'it passed' };
    expect(failed).toBeNull();
    expect(statements.slice(-2)).toMatchObject(observed);
    const catalog = await readCatalog(sandbox);
    expect(catalog.get('constraint public.users.users_pkey')?.definition).toBe('PRIMARY KEY (id)');
    expect(catalog.get('column public.users.name')?.definition).toBe('text');
    expect(catalog.get('column public.users.at')?.definition).toBe(since);
    const undo = ['ALTER TABLE public.users DROP COLUMN name, ALTER COLUMN id TYPE text'];
    expect(await applyChain(sandbox, [linkOf(undo)], 'all')).toBeNull();
    return { gone: false, said: 'nothing' };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return { gone: true, said: error.message };
  }
}

const since = "timestamp with time zone DEFAULT '2025-12-31 18:15:00+00'::timestamp with time zone";

test('after whatever a migration has done to its session, the truth is told of what follows', async () => {
  let sandbox = await openUsers();
  for (const each of migrations) {
    const { gone, said } = await run(sandbox, each);
    expect([each.name, said]).toEqual([each.name, expect.stringContaining(each.ends)]);
    if (!gone) continue;
    await sandbox.close();
    sandbox = await openUsers();
  }
  await sandbox.close();
  expect(childrenOf(process.pid)).toEqual([]);
});

test.each(reviews)('in a review: $name', async ({ sql, ends, timeout }) => {
  const { replay: report, findings } = await reviewed([...sql, ...rest], timeout ?? 60);
  if (ends === 'nothing') {
    expect(report).toMatchObject({ status: 'complete', roads: { fresh: { state: 'equal' } } });
    expect(report?.statements.slice(-2)).toMatchObject(observed);
  } else if (/^[0-9A-Z]{5}$/.test(ends)) {
    const found = findings.filter(({ severity }) => severity === 'error');
    expect(JSON.stringify(found)).toContain(ends);
    expect(JSON.stringify(found).length).toBeLessThan(100_000);
  } else {
    expect([report?.because, ...(report?.unproven ?? [])].join('\n')).toContain(ends);
  }
});

test('after all of it the next review is right, and the host untouched', async () => {
  const { replay: report } = await reviewed(rest, 60);
  expect(report).toMatchObject({ status: 'complete', statements: observed });
  await expectHostUntouched();
});
