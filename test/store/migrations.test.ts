import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'db-review-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A repository whose first commit is empty, and whose work tree holds our own database. */
function ownRepository(): string {
  const repository = join(folder, 'repository');
  mkdirSync(join(repository, 'src'), { recursive: true });
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args],
      { encoding: 'utf8' },
    );
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  for (const path of ['src/store', 'drizzle.config.ts', 'package.json', 'package-lock.json']) {
    cpSync(join(root, path), join(repository, path), { recursive: true });
  }
  return repository;
}

test('db-review has nothing against its own database, which it runs and compares', () => {
  const args = ['check', '--repo', ownRepository(), '--base', 'main', '--format', 'json'];
  const output = execFileSync(process.execPath, ['src/cli.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  const review = JSON.parse(output) as {
    findings: { severity: string; check: string; message: string }[];
    statistics: { migrations: number };
    replay: { status: string } | null;
  };
  const migrations = readdirSync(join(root, 'src/store/migrations')).filter((name) =>
    name.endsWith('.sql'),
  );
  expect(review.findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
  expect(review.statistics.migrations).toBe(migrations.length);
  expect(review.replay?.status).toBe('complete');
});
