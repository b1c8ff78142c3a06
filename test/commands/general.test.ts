import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createRepository, removeFolders } from '../source/repository.ts';
import { runCli } from './cli.ts';

afterAll(removeFolders);

test('help lists the commands that exist, and each of them has its own', async () => {
  const { code, stdout } = await runCli(['--help']);
  expect(code).toBe(0);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name ?? '');
  expect(commands).toEqual([
    'check',
    'lint',
    'pr',
    'replay',
    'preflight',
    'plan',
    'rollback',
    'diagnose',
    'fix-history',
    'explain',
    'stats',
  ]);
  for (const command of commands) {
    const help = await runCli([command, '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain(`Usage: db-review ${command}`);
  }
  expect(await runCli(['--version'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

test.each([
  [[], 'no command given'],
  [['chek'], 'unknown command "chek". Did you mean "check"?'],
  [['toString'], 'unknown command "toString"'],
  [['--all'], 'unknown option "--all"'],
  [['lint'], 'no files given'],
  [['lint', '--no-replay', 'a.sql'], "Unknown option '--no-replay'. See db-review lint --help"],
  [['lint', 'missing.sql'], 'cannot read missing.sql: there is no such file'],
  [['lint', 'src'], 'cannot read src: it is a folder'],
  [['lint', '--format', 'xml', 'a.sql'], '--format must be one of text, json; it is "xml"'],
  [['lint', '--postgres', '9', 'a.sql'], '--postgres must be one of 12, 13, 14'],
  [['lint', '--fail-on'], "Option '--fail-on <value>' argument missing"],
  [['check', 'HEAD'], "Unexpected argument 'HEAD'"],
  [['check', '--base', 'no-such-revision'], '"no-such-revision" names no commit in .'],
  [['check', '--repo', '/'], '/ is not in a git repository'],
  [['check', '--config', 'missing.yml'], 'cannot read missing.yml'],
  [['explain', 'drop-tabel'], 'unknown check "drop-tabel". Did you mean "drop-table"?'],
])('a wrong call ends with exit code 2 and says why: %j', async (args, message) => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { code, stdout, stderr } = await runCli(args, { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`db-review: ${message}`);
});

test('a fault of db-review ends with exit code 3, and DEBUG shows where', async () => {
  const repository = createRepository();
  repository.commit({ 'a.sql': 'SELECT 1;' });
  const args = ['check', '--repo', repository.directory];
  const env = { TMPDIR: '/dev/null' };

  const broken = await runCli(args, { env });
  expect(broken).toMatchObject({ code: 3, stdout: '' });
  expect(broken.stderr).toMatch(
    /^db-review: the review broke: ENOTDIR.*\n.*DEBUG=1 shows where.\n$/,
  );
  const debugged = await runCli(args, { env: { ...env, DEBUG: '1' } });
  expect(debugged.stderr).toContain('git-workspace.ts');
});

test('a reader that closes the pipe early is no error', () => {
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
  const command = `{ "$0" "$1" explain 2>&1 1>&3 | cat; } 3>&1 1>&2 | true`;
  const output = execFileSync('sh', ['-c', `${command}; echo done`, process.execPath, cli]);
  expect(output.toString()).toBe('done\n');
});
