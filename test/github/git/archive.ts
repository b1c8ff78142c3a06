import { execFileSync } from 'node:child_process';
import { gitEnvironment } from './git.ts';

/** A commit as GitHub packs it: all in one folder, which is named after the commit. */
export function archiveOf(directory: string, commit: string, folder: string): Buffer {
  const args = ['archive', '--format=tar.gz', `--prefix=${folder}/`, commit];
  return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
    cwd: directory,
    env: gitEnvironment(),
    maxBuffer: 1 << 30,
  });
}
