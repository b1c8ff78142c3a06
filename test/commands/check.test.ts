import { afterEach, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import type { Review } from '../../src/review/finding.ts';
import { createRepository, git, removeFolders, temporaryFolder } from '../source/repository.ts';
import { drizzleProject } from '../drizzle-project.ts';
import { runCli } from './cli.ts';

afterEach(removeFolders);

function project(...migrations: string[]): Record<string, string> {
  return drizzleProject('db/drizzle', ...migrations);
}

const users = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const dropped = '-- clean up\nALTER TABLE users DROP COLUMN email;\n';

function repositoryWith(...commits: Record<string, string>[]) {
  const repository = createRepository();
  const ids = commits.map((files) => repository.commit(files));
  repository.git('checkout', '--quiet', '-b', 'feature');
  return { repository, ids };
}

test('uncommitted migrations are reviewed as they will be on the pull request', async () => {
  const { repository, ids } = repositoryWith(project(users));
  repository.write(project(users, dropped));

  const { code, stdout, stderr } = await runCli(['check', '--format', 'json'], {
    cwd: repository.directory,
  });

  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    verdict: 'accept',
    base: ids[0],
    head: null,
    findings: [{ check: 'drop-column', path: 'db/drizzle/0001_step.sql', line: 2 }],
  });
  const text = await runCli(['check'], { cwd: repository.directory });
  expect(text.code).toBe(1);
  expect(text.stdout).toContain('ALTER TABLE users DROP COLUMN email');
});

test('temporary files are gone after a review, and after one that ended early', async () => {
  const { repository } = repositoryWith(project(users));
  const folder = temporaryFolder();
  const options = { cwd: repository.directory, env: { TMPDIR: folder } };

  expect(await runCli(['check'], options)).toMatchObject({ code: 0 });
  expect(await runCli(['check', '--config', 'missing.yml'], options)).toMatchObject({ code: 2 });
  expect(readdirSync(folder)).toEqual(['node-compile-cache']);
});

test('any two commits of a bare repository can be reviewed, as history was then', async () => {
  const { repository, ids } = repositoryWith(
    project(users),
    project(users, dropped),
    project(users, dropped, 'CREATE TABLE posts (id bigint PRIMARY KEY);\n'),
  );
  const bare = temporaryFolder();
  git(bare, 'clone', '--quiet', '--bare', repository.directory, '.');
  const check = async (base = '', head = '') => {
    const args = ['check', '--format', 'json', '--repo', bare, '--base', base, '--head', head];
    const { code, stdout } = await runCli(args);
    return { code, review: JSON.parse(stdout) };
  };

  const second = await check(ids[0], ids[1]);
  expect(second).toMatchObject({ code: 1, review: { base: ids[0], head: ids[1] } });
  expect(second.review.findings).toMatchObject([{ check: 'drop-column' }]);
  expect(await check(ids[1], ids[2])).toMatchObject({ code: 0, review: { findings: [] } });
});

test('base’s configuration is in force, and a changed one is pointed out', async () => {
  const configuration = { '.github/db-review.yml': 'checks: { drop-column: warning }\n' };
  const { repository } = repositoryWith({ ...project(users), ...configuration });
  repository.write(project(users, dropped));
  const cwd = repository.directory;

  expect(await runCli(['check'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  repository.write({ '.github/db-review.yml': 'checks: { drop-column: error }\n' });
  const changed = await runCli(['check'], { cwd });
  expect(changed.code).toBe(0);
  expect(changed.stderr).toContain('--config .github/db-review.yml');
  const tried = await runCli(['check', '--config', '.github/db-review.yml'], { cwd });
  expect(tried).toMatchObject({ code: 1, stderr: '' });
});

test('where base’s configuration is wrong, the defaults are used and it is said', async () => {
  const configuration = { '.github/db-review.yml': 'check: {}\n' };
  const { repository } = repositoryWith({ ...project(users), ...configuration });
  repository.write(project(users, dropped));

  const { code, stderr } = await runCli(['check'], { cwd: repository.directory });

  expect(code).toBe(1);
  expect(stderr).toContain('.github/db-review.yml:1:1 Unknown key "check". Did you mean "checks"?');
  expect(stderr).toContain('This review uses the defaults.');
});

test('--all says what base has already, and compares with nothing', async () => {
  const orphan = {
    'db/drizzle/0009_orphan.sql': 'CREATE TABLE orphans (id bigint PRIMARY KEY);\n',
  };
  const { repository } = repositoryWith({ ...project(users), ...orphan });
  const cwd = repository.directory;
  const found = async (...args: string[]) => {
    const { stdout } = await runCli(['check', '--format', 'json', ...args], { cwd });
    const { findings, statistics } = JSON.parse(stdout) as Review;
    return { checks: findings.map(({ check }) => check), migrations: statistics.migrations };
  };

  expect(await found()).toEqual({ checks: [], migrations: 0 });
  expect(await found('--all')).toEqual({ checks: ['migration-not-in-journal'], migrations: 1 });
  const { code, stderr } = await runCli(['check', '--all', '--base', 'HEAD'], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--all') });
});
