import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A git repository in a temporary folder, made with git itself. */
export interface TestRepository {
  readonly directory: string;
  git(...args: string[]): string;
  /** Writes files of the work tree; null removes one. */
  write(files: Readonly<Record<string, string | Buffer | null>>): void;
  /** Writes files and commits everything; gives the commit's id. */
  commit(files: Readonly<Record<string, string | Buffer | null>>): string;
}

const folders: string[] = [];

/** An empty temporary folder, gone after `removeFolders`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'db-review-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

const environment = {
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
};

/** Runs git in a folder and gives its output without the last line end. */
export function git(directory: string, ...args: string[]): string {
  const options = { cwd: directory, env: environment, maxBuffer: Infinity };
  return execFileSync('git', args, { ...options, stdio: 'pipe' })
    .toString()
    .trimEnd();
}

/** A new repository on branch `main`. */
export function createRepository(...initArgs: string[]): TestRepository {
  const directory = temporaryFolder();
  git(directory, 'init', '--quiet', '--initial-branch=main', ...initArgs);

  function write(files: Readonly<Record<string, string | Buffer | null>>): void {
    for (const [path, content] of Object.entries(files)) {
      const target = join(directory, path);
      if (content === null) {
        rmSync(target);
        continue;
      }
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }

  return {
    directory,
    git: (...args) => git(directory, ...args),
    write,
    commit(files) {
      write(files);
      git(directory, 'add', '--all');
      git(directory, 'commit', '--quiet', '--allow-empty', '--message=change');
      return git(directory, 'rev-parse', 'HEAD');
    },
  };
}
