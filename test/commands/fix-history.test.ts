import { afterEach, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, removeFolders, type TestRepository } from '../source/repository.ts';
import { runCli } from './cli.ts';

afterEach(removeFolders);

const origin = '00000000-0000-0000-0000-000000000000';
const time = 1_760_000_000_000;

/** Tables with their columns, as a snapshot holds them. */
type Tables = Readonly<Record<string, readonly string[]>>;

interface Step {
  readonly tag: string;
  readonly when: number;
  readonly sql: string;
  /** Its tables and its parent; null for a custom migration without one. */
  readonly snapshot: { readonly tables: Tables; readonly prevId: string } | null;
}

function snapshotOf(tag: string, { tables, prevId }: NonNullable<Step['snapshot']>): string {
  const entries = Object.entries(tables).map(([name, names]) => {
    const columns = names.map((each) => {
      const [column = '', type = 'text'] = each.split(':');
      return [column, { name: column, type, primaryKey: false, notNull: false }] as const;
    });
    const empty = { indexes: {}, foreignKeys: {}, compositePrimaryKeys: {}, uniqueConstraints: {} };
    return [`public.${name}`, { name, schema: '', columns: Object.fromEntries(columns), ...empty }];
  });
  const head = { id: `id-${tag.slice(5)}`, prevId, version: '7', dialect: 'postgresql' };
  const all = { ...head, tables: Object.fromEntries(entries), enums: {}, schemas: {} };
  return JSON.stringify(all, null, 2);
}

function project(...steps: Step[]): Record<string, string> {
  const entries = steps.map(({ tag, when }, idx) => ({
    idx,
    version: '7',
    when,
    tag,
    breakpoints: true,
  }));
  const journal = { version: '7', dialect: 'postgresql', entries };
  const files: Record<string, string> = {
    'drizzle/meta/_journal.json': JSON.stringify(journal, null, 2),
  };
  for (const { tag, sql, snapshot } of steps) {
    files[`drizzle/${tag}.sql`] = sql;
    if (snapshot)
      files[`drizzle/meta/${tag.slice(0, 4)}_snapshot.json`] = snapshotOf(tag, snapshot);
  }
  return files;
}

function step(
  tag: string,
  when: number,
  tables: Tables,
  prevId: string,
  sql = `CREATE TABLE ${tag.slice(5)} ();\n`,
): Step {
  return { tag, when: time + when, sql, snapshot: { tables, prevId } };
}

const users = step('0000_users', 0, { users: ['id'] }, origin, 'CREATE TABLE users (id text);');
const tags = step('0001_tags', 200, { users: ['id', 'mail'], tags: ['id'] }, 'id-users');
/** Written partly by hand: line ends, blanks and comments are somebody's. */
const handmade =
  'CREATE TABLE posts (id text);\r\n-- backfill, by hand\n\n\tUPDATE users  SET id = id WHERE id IS NULL;  \n';
const posts = step(
  '0001_posts',
  100,
  { users: ['id', 'name'], posts: ['id'] },
  'id-users',
  handmade,
);

/** A repository whose main has `theirs` since a branch `feature`, which is checked out, began. */
function collision(
  ours: readonly Step[] = [posts],
  theirs: readonly Step[] = [tags],
): TestRepository {
  const repository = createRepository();
  repository.commit(project(users));
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(project(users, ...ours));
  repository.git('checkout', '--quiet', 'main');
  repository.commit(project(users, ...theirs));
  repository.git('checkout', '--quiet', 'feature');
  return repository;
}

function attempt({ git }: TestRepository, ...args: string[]): void {
  expect(() => git(...args)).toThrow();
}

function fix({ directory }: TestRepository, ...args: string[]) {
  return runCli(['fix-history', ...args], { cwd: directory });
}

/** The journal, the tables of each snapshot and their chain, and every SQL file. */
function state({ directory }: TestRepository) {
  const read = (name: string) => readFileSync(join(directory, 'drizzle', name), 'utf8');
  const journal = JSON.parse(read('meta/_journal.json')) as {
    entries: { idx: number; tag: string; when: number }[];
  };
  const snapshots = readdirSync(join(directory, 'drizzle/meta'))
    .filter((name) => name.endsWith('_snapshot.json'))
    .sort()
    .map((name) => {
      const { id, prevId, tables } = JSON.parse(read(`meta/${name}`)) as {
        id: string;
        prevId: string;
        tables: Record<string, { columns: object }>;
      };
      const shown = Object.entries(tables).map(
        ([table, { columns }]) => `${table.slice(7)}(${Object.keys(columns).join()})`,
      );
      return `${name.slice(0, 4)} ${prevId} ${id} ${shown.sort().join(' ')}`;
    });
  const sql = readdirSync(join(directory, 'drizzle')).filter((name) => name.endsWith('.sql'));
  return {
    entries: journal.entries.map(({ idx, tag }) => `${idx} ${tag}`),
    times: journal.entries.map(({ when }) => when),
    snapshots,
    sql: sql.sort(),
    read,
  };
}

/** What both orders of the two branches come to. */
function expectRepaired(repository: TestRepository): void {
  const { entries, times, snapshots, sql, read } = state(repository);
  expect(entries).toEqual(['0 0000_users', '1 0001_tags', '2 0002_posts']);
  expect(times.slice(0, 2)).toEqual([time, time + 200]);
  expect(times[2]).toBeGreaterThan(time + 200);
  expect(snapshots).toEqual([
    `0000 ${origin} id-users users(id)`,
    '0001 id-users id-tags tags(id) users(id,mail)',
    '0002 id-tags id-posts posts(id) tags(id) users(id,mail,name)',
  ]);
  expect(sql).toEqual(['0000_users.sql', '0001_tags.sql', '0002_posts.sql']);
  expect(read('0002_posts.sql')).toBe(handmade);
  for (const [path, text] of Object.entries(project(users, tags))) {
    if (path.endsWith('_journal.json')) continue;
    expect(readFileSync(join(repository.directory, path), 'utf8')).toBe(text);
  }
}

/** The history has no finding, and all migrations apply, on base's database and on a new one. */
async function expectReviewed({ directory }: TestRepository): Promise<void> {
  const review = await runCli(['check', '--format', 'json'], { cwd: directory });
  const { findings } = JSON.parse(review.stdout) as {
    findings: { check: string; category: string }[];
  };
  const ofHistory = findings.filter(({ category }) => category === 'history');
  expect(ofHistory.map(({ check }) => check).filter((check) => check !== breakpoint)).toEqual([]);
}

/** What the SQL by hand is told, and what nobody repairs. */
const breakpoint = 'drizzle-missing-breakpoint';

test('in the middle of a merge, the branch comes to stand on top of base', async () => {
  const repository = collision();
  attempt(repository, 'merge', 'main');
  const dry = await fix(repository, '--dry-run');
  expect(dry.code).toBe(0);
  expect(dry.stdout).toContain('0001_posts becomes 0002_posts');
  expect(existsSync(join(repository.directory, 'drizzle/0002_posts.sql'))).toBe(false);

  const { code, stdout, stderr } = await fix(repository);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toMatch(/git merge --continue/);
  expectRepaired(repository);
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--no-edit');
  await expectReviewed(repository);
  expect(await fix(repository)).toEqual({
    code: 0,
    stdout: 'The history of migrations needs no repair.\n',
    stderr: '',
  });
});

test('before the merge: base comes into the folder too, and the merge stops at the journal only', async () => {
  const repository = collision();
  const { code, stderr } = await fix(repository);
  expect([stderr, code]).toEqual(['', 0]);
  expectRepaired(repository);
  repository.commit({});
  attempt(repository, 'merge', 'main');
  expect(repository.git('diff', '--name-only', '--diff-filter=U')).toBe(
    'drizzle/meta/_journal.json',
  );
  expect((await fix(repository)).code).toBe(0);
  expectRepaired(repository);
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--no-edit');
  await expectReviewed(repository);
});

test('a branch of several commits, each of which a rebase stops at', async () => {
  const more = step(
    '0002_more',
    150,
    { users: ['id', 'name'], posts: ['id'], more: ['id'] },
    'id-posts',
  );
  const repository = collision();
  repository.commit(project(users, posts, more));
  attempt(repository, 'rebase', 'main');
  const first = await fix(repository);
  expect([first.stderr, first.code]).toEqual(['', 0]);
  expect(first.stdout).toMatch(/git rebase --continue/);
  repository.git('add', '--all');
  attempt(repository, '-c', 'core.editor=true', 'rebase', '--continue');
  const second = await fix(repository);
  expect([second.stderr, second.code]).toEqual(['', 0]);
  repository.git('add', '--all');
  repository.git('-c', 'core.editor=true', 'rebase', '--continue');

  const { entries, snapshots } = state(repository);
  expect(entries).toEqual(['0 0000_users', '1 0001_tags', '2 0002_posts', '3 0003_more']);
  expect(snapshots.slice(2)).toEqual([
    '0002 id-tags id-posts posts(id) tags(id) users(id,mail,name)',
    '0003 id-posts id-more more(id) posts(id) tags(id) users(id,mail,name)',
  ]);
  await expectReviewed(repository);
});

test("git's conflict markers that somebody committed, with both versions of the snapshot", async () => {
  const repository = collision();
  attempt(repository, '-c', 'merge.conflictStyle=diff3', 'merge', 'main');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message=oops');
  expect((await fix(repository)).code).toBe(0);
  expectRepaired(repository);
});

test('a merge that kept the own journal and snapshot, and lost those of base', async () => {
  const repository = collision();
  attempt(repository, 'merge', 'main');
  repository.git('checkout', '--ours', '--', 'drizzle/meta');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message=mine');
  const { code, stderr } = await fix(repository);
  expect([stderr, code]).toEqual(['', 0]);
  expectRepaired(repository);
});

test('several migrations, of which a custom one has no snapshot and two have one name', async () => {
  const custom = {
    tag: '0002_fill',
    when: time + 110,
    sql: 'UPDATE users SET id = 1;',
    snapshot: null,
  };
  const theirs = step(
    '0002_fill',
    220,
    { users: ['id', 'mail'], tags: ['id'], x: ['y'] },
    'id-tags',
  );
  const last = step(
    '0003_last',
    120,
    { users: ['name'], posts: ['id'] },
    'id-posts',
    'ALTER TABLE a;',
  );
  const repository = collision([posts, custom, last], [tags, theirs]);
  attempt(repository, 'merge', 'main');
  const { code, stderr } = await fix(repository);
  expect([stderr, code]).toEqual(['', 0]);
  const { entries, snapshots, read, times } = state(repository);
  expect(entries.slice(2)).toEqual(['2 0002_fill', '3 0003_posts', '4 0004_fill', '5 0005_last']);
  expect(snapshots.slice(3)).toEqual([
    '0003 id-fill id-posts posts(id) tags(id) users(id,mail,name) x(y)',
    '0005 id-posts id-last posts(id) tags(id) users(mail,name) x(y)',
  ]);
  expect([read('0002_fill.sql'), read('0004_fill.sql')]).toEqual([theirs.sql, custom.sql]);
  expect(times.toSorted((one, other) => one - other)).toEqual(times);
});

test('a time before the newest one of base, and nothing else', async () => {
  const repository = createRepository();
  repository.commit(project(users));
  repository.git('checkout', '--quiet', '-b', 'feature');
  const files = project(users, { ...posts, when: time - 5 });
  repository.commit(files);
  const { code, stdout } = await fix(repository);
  expect(code).toBe(0);
  expect(stdout).toMatch(/0001_posts gets "when": \d{13} \(was 1759999999995\)/);
  const journal = 'drizzle/meta/_journal.json';
  const [first, second] = state(repository).times;
  expect(first).toBe(time);
  expect(second).toBeGreaterThan(time);
  const expected = files[journal]!.replace(String(time - 5), String(second));
  expect(readFileSync(join(repository.directory, journal), 'utf8')).toBe(expected);
  expect(repository.git('status', '--short')).toBe(' M drizzle/meta/_journal.json');
  expect((await fix(repository, '--pending', 'hash')).stdout).toMatch(/needs no repair/);
});

test.each([
  [
    'both change one column',
    [step('0001_posts', 100, { users: ['id:uuid'] }, 'id-users')],
    [step('0001_tags', 200, { users: ['id:bigint'] }, 'id-users')],
    '0001_posts and the base branch both change column id of public.users.',
  ],
  [
    'a table that base dropped is changed',
    [step('0001_posts', 100, { users: ['id', 'name'] }, 'id-users')],
    [step('0001_tags', 200, {}, 'id-users')],
    '0001_posts and the base branch both change table public.users.',
  ],
  [
    'a parent that is not there',
    [step('0001_posts', 100, { users: ['id', 'name'] }, 'id-nobody')],
    [tags],
    'The snapshot of 0001_posts grew from id-nobody, which is not there',
  ],
  [
    'a merged migration that the branch removes',
    [],
    [tags],
    '0000_users, which was merged already, is removed or renamed.',
  ],
])('refused, and nothing is changed: %s', async (title, ours, theirs, message) => {
  const repository = collision(ours, theirs);
  if (title.includes('removes')) {
    repository.write({ 'drizzle/0000_users.sql': null, ...project(posts) });
  }
  const before = repository.git('stash', 'create') || repository.git('rev-parse', 'HEAD');
  const { code, stderr } = await fix(repository);
  expect(stderr).toContain(message);
  expect(stderr).toContain('Nothing was changed.');
  expect(code).toBe(1);
  expect(repository.git('diff', '--stat', before)).toBe('');
});

test('nothing to do: no change, a good one, a folder of its own; and what is no work tree', async () => {
  const repository = createRepository();
  repository.commit(project(users));
  expect((await fix(repository)).stdout).toMatch(/needs no repair/);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(project(users, tags));
  expect((await fix(repository)).stdout).toMatch(/needs no repair/);
  expect((await fix(repository, '--repo', '.git')).code).toBe(2);
});

test('two snapshots that were copied, or share a parent, within one branch', async () => {
  const one = step('0001_one', 10, { users: ['id'], one: ['id'] }, 'id-users');
  const two = step('0002_two', 20, { users: ['id'], two: ['id'] }, 'id-users');
  const files = project(users, one, two);
  const copy = { 'drizzle/0003_copy.sql': 'SELECT 3;' };
  const copied = 'drizzle/meta/0003_snapshot.json';
  const journal = 'drizzle/meta/_journal.json';
  const third = { idx: 2, version: '7', when: time + 30, tag: '0003_copy', breakpoints: true };
  const parsed = JSON.parse(files[journal]!) as { entries: object[] };
  const repository = createRepository();
  repository.commit(project(users));
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({
    ...files,
    ...copy,
    [copied]: files['drizzle/meta/0002_snapshot.json']!,
    [journal]: `${JSON.stringify({ ...parsed, entries: [...parsed.entries, third] }, null, '\t')}\n`,
  });
  const { code, stderr } = await fix(repository);
  expect([stderr, code]).toEqual(['', 0]);
  const { snapshots, entries } = state(repository);
  expect(entries).toEqual(['0 0000_users', '1 0001_one', '2 0002_two', '3 0003_copy']);
  expect(snapshots.slice(1, 3)).toEqual([
    '0001 id-users id-one one(id) users(id)',
    '0002 id-one id-two one(id) two(id) users(id)',
  ]);
  expect(snapshots[3]).toMatch(/^0003 id-two [0-9a-f-]{36} one\(id\) two\(id\) users\(id\)$/);
});
