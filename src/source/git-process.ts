import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { devNull } from 'node:os';
import { SourceError } from './source-error.ts';

/** How a run of git ended. Output is bytes, since names in a repository need not be UTF-8. */
export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A git that always works on the same repository. */
export interface Git {
  /** Runs git to its end; the caller judges the exit code. */
  run(args: readonly string[], input?: string | Buffer): Promise<GitResult>;
  /** Runs git and gives its output; throws what git said when it fails. */
  output(args: readonly string[], input?: string | Buffer): Promise<Buffer>;
  /** Starts git to talk to it. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams;
}

/** Variables that say where git looks for its own parts and the user's settings, not what it works on. */
const keptVariables = new Set([
  'GIT_EXEC_PATH',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
]);

/** No program of the repository's choice runs, nothing is fetched, and nothing asks for a password. */
const safeConfiguration = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', devNull],
  ['protocol.allow', 'never'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/**
 * A git whose runs all begin with the given arguments (`-C DIR`, `--git-dir=DIR`, …) and have the
 * given variables. What the calling process inherited about another repository, as hooks do, is
 * left out.
 */
export function createGit(
  prefix: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Git {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || keptVariables.has(name),
  );
  const env = {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...variables,
  };
  const complete = (args: readonly string[]) => [...safeConfiguration, ...prefix, ...args];

  function run(args: readonly string[], input: string | Buffer = ''): Promise<GitResult> {
    return new Promise((resolve, reject) => {
      const options = { env, encoding: 'buffer' as const, maxBuffer: Infinity };
      const child = execFile('git', complete(args), options, (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') return reject(startFailure(error));
        resolve({ code: Number(error?.code ?? 0), stdout, stderr: stderr.toString().trim() });
      });
      // git may end before it has read everything; its exit code tells why.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  }

  async function output(args: readonly string[], input?: string | Buffer): Promise<Buffer> {
    const result = await run(args, input);
    if (result.code !== 0) throw new SourceError(`git ${args[0]} failed: ${result.stderr}`);
    return result.stdout;
  }

  return { run, output, start: (args) => spawn('git', complete(args), { env }) };
}

function startFailure(error: Error & { code?: unknown }): Error {
  if (error.code !== 'ENOENT') return error;
  return new SourceError(
    'git was not found. Install git 2.38 or newer and make sure it is on PATH.',
  );
}

/** The pieces of an output in which each piece ends with a NUL byte; bytes that are not UTF-8 become U+FFFD. */
export function splitNul(output: Buffer): string[] {
  const pieces = output.toString('utf8').split('\0');
  pieces.pop();
  return pieces;
}

/** The lines of an output, without their ends. */
export function splitLines(output: Buffer): string[] {
  return output.toString('utf8').split('\n').slice(0, -1);
}
