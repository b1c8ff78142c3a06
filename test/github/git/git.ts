import { execFile } from 'node:child_process';

const identity = { name: 'GitHub', email: 'noreply@github.com' };

/** git's own failure, with its exit code. */
export class GitError extends Error {
  readonly code: number;
  readonly stdout: string;

  constructor(args: readonly string[], code: number, stdout: string, stderr: string) {
    super(`git ${args.join(' ')} exited with ${code}: ${stderr.trim()}`);
    this.code = code;
    this.stdout = stdout;
  }
}

/** The environment in which git is the same on every machine. */
export function gitEnvironment(date?: Date): NodeJS.ProcessEnv {
  const at = date ? `${Math.floor(date.getTime() / 1000)} +0000` : undefined;
  return {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    ...(at ? { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } : {}),
  };
}

export interface GitOptions {
  input?: Uint8Array;
  date?: Date;
}

/**
 * Runs git in a repository and gives what it printed.
 *
 * @throws GitError when git exits with anything but 0
 */
export function git(directory: string, args: readonly string[], options: GitOptions = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    'git',
    ['-c', 'safe.directory=*', ...args],
    { cwd: directory, env: gitEnvironment(options.date), maxBuffer: 1 << 30 },
    (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const code = typeof error.code === 'number' ? error.code : -1;
      reject(new GitError(args, code, stdout, stderr || error.message));
    },
  );
  child.stdin?.end(options.input);
  return promise;
}
