import picomatch from 'picomatch';
import { type Git, splitLines } from './git-process.ts';

/** A tag is a commit, or an object of its own that names one; `*` is what it names. */
const fields = [
  'refname:strip=2',
  'objectname',
  'committerdate:unix',
  '*objectname',
  '*committerdate:unix',
];

/** The newest commit that has a tag which a glob matches; null where there is none. */
export async function newestTag(git: Git, glob: string): Promise<string | null> {
  const isMatch = picomatch(glob);
  const format = fields.map((field) => `%(${field})`).join('%00');
  const lines = splitLines(await git.output(['for-each-ref', `--format=${format}`, 'refs/tags']));
  const tags = lines.flatMap((line) => {
    const [name = '', ...rest] = line.split('\0');
    if (!isMatch(name)) return [];
    const [own = '', ownTime = '', named = '', namedTime = ''] = rest;
    return [{ commit: named || own, time: Number(namedTime || ownTime) }];
  });
  return tags.sort((one, other) => other.time - one.time)[0]?.commit ?? null;
}
