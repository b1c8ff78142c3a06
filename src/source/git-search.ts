import type { Git } from './git-process.ts';
import { splitNul } from './git-process.ts';
import { SourceError } from './source-error.ts';

/** Files that code is written in. */
const patterns = ['*.ts', '*.tsx', '*.mts', '*.cts', '*.js', '*.jsx', '*.mjs', '*.cjs'];

/** The code files of a tree that hold one of some words, by git's own search, which uses all cores. */
export async function filesWith(
  git: Git,
  tree: string,
  words: readonly string[],
): Promise<string[]> {
  if (words.length === 0) return [];
  const wanted = words.flatMap((word) => ['-e', word]);
  const options = ['-l', '-z', '-I', '--fixed-strings', '--no-textconv'];
  const { code, stdout, stderr } = await git.run([
    'grep',
    ...options,
    ...wanted,
    tree,
    '--',
    ...patterns,
  ]);
  // It ends with 1 where nothing was found.
  if (code > 1) throw new SourceError(`git grep failed: ${stderr}`);
  return splitNul(stdout).map((line) => line.slice(line.indexOf(':') + 1));
}
