import { afterEach, expect, test } from '@jest/globals';
import { createRepository, removeFolders } from '../source/repository.ts';
import { runCli } from './cli.ts';

afterEach(removeFolders);

const files = {
  'db/good.sql': 'CREATE TABLE posts (id bigint PRIMARY KEY);\n',
  'db/drop.sql': '-- a comment\nDROP TABLE users;\n',
  'db/broken.sql': 'SELECT 1;\nSELEC 2;\n',
};

function folder(more: Readonly<Record<string, string>> = {}): string {
  const repository = createRepository();
  repository.write({ ...files, ...more });
  return repository.directory;
}

test('the exit code and the text say whether something stops', async () => {
  const cwd = folder();
  expect(await runCli(['lint', 'db/good.sql'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  const dropped = await runCli(['lint', 'db/good.sql', 'db/drop.sql'], { cwd });
  expect(dropped).toMatchObject({ code: 1, stderr: '' });
  expect(dropped.stdout).toContain('db/drop.sql:2');
  expect(dropped.stdout).toContain('DROP TABLE users');
  expect(dropped.stdout).not.toContain('\u001b');
  const never = await runCli(['lint', '--fail-on', 'never', 'db/drop.sql'], { cwd });
  expect(never.code).toBe(0);
  expect(never.stdout).toContain('drop-table');
});

test('files are one change in the order given, or with --each a change of their own', async () => {
  const cwd = folder({ 'db/later.sql': 'DROP TABLE posts;\n' });
  const args = ['--format', 'json', 'db/good.sql', 'db/later.sql'];

  const together = await runCli(['lint', ...args], { cwd });
  expect(together.code).toBe(0);
  expect(JSON.parse(together.stdout)).toMatchObject({ version: 1, base: null, findings: [] });

  const each = await runCli(['lint', '--each', ...args, 'db/broken.sql'], { cwd });
  expect(each.code).toBe(1);
  expect(JSON.parse(each.stdout)).toMatchObject([
    { path: 'db/good.sql', verdict: 'pass', findings: [] },
    { path: 'db/later.sql', verdict: 'accept', findings: [{ check: 'drop-table', line: 1 }] },
    { path: 'db/broken.sql', verdict: 'fail', findings: [{ check: 'syntax-error', line: 2 }] },
  ]);
});

test('a dash is standard input', async () => {
  const { code, stdout } = await runCli(['lint', '--format', 'json', '-'], {
    input: 'DROP TABLE a;',
  });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).findings).toMatchObject([{ check: 'drop-table', path: '<stdin>' }]);
});

test('the repository’s configuration holds, from any folder in it, and options go before it', async () => {
  const cwd = folder({ '.github/db-review.yml': 'checks:\n  drop-table: warning\n' });
  expect(await runCli(['lint', 'drop.sql'], { cwd: `${cwd}/db` })).toMatchObject({ code: 0 });
  const strict = ['lint', '--fail-on', 'warning', 'db/drop.sql'];
  expect(await runCli(strict, { cwd })).toMatchObject({ code: 1 });
});

test('a wrong configuration is named with its line, and nothing is reviewed', async () => {
  const cwd = folder({ 'my.yml': 'failOn: error\nchecks:\n  drop-tabel: off\n' });
  const { code, stdout, stderr } = await runCli(['lint', '--config', 'my.yml', 'db/drop.sql'], {
    cwd,
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(
    'my.yml:3:3 Unknown check or category "drop-tabel". Did you mean "drop-table"?',
  );
});
