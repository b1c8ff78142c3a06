import { git } from './git.ts';

/** One file of a diff, with all of its patch. */
export interface DiffFile {
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly path: string;
  readonly previousPath: string | undefined;
  /** The blob after the change; before it for a removed file. */
  readonly oid: string;
  readonly additions: number;
  readonly deletions: number;
  /** From the first hunk header on; undefined for binary files and pure renames. */
  readonly patch: string | undefined;
}

const statuses: Readonly<Record<string, DiffFile['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** The files that differ between two commits, renames found as git finds them, in path order. */
export async function diffFiles(directory: string, from: string, to: string): Promise<DiffFile[]> {
  const run = (...how: string[]) => git(directory, ['diff-tree', '-r', '-M', ...how, from, to]);
  const [raw, counts, patches] = await Promise.all([
    run('--raw', '-z', '--abbrev=40'),
    run('--numstat', '-z'),
    run('-p', '--no-color', '--no-ext-diff'),
  ]);
  const lines = counted(counts);
  const texts = patchTexts(patches);
  return rawEntries(raw).map((entry, index) => {
    // A change of type is printed as a removal and an addition.
    const own = texts.splice(0, entry.status === 'changed' ? 2 : 1);
    return { ...entry, ...lines[index]!, patch: own.length === 1 ? own[0] : undefined };
  });
}

type RawEntry = Pick<DiffFile, 'status' | 'path' | 'previousPath' | 'oid'>;

function rawEntries(raw: string): RawEntry[] {
  const fields = raw.split('\0');
  const entries: RawEntry[] = [];
  for (let at = 0; fields[at];) {
    const [, , before, after, letter] = fields[at++]!.split(' ');
    const status = statuses[letter![0]!]!;
    const previousPath = status === 'renamed' ? fields[at++] : undefined;
    const path = fields[at++]!;
    entries.push({ status, path, previousPath, oid: status === 'removed' ? before! : after! });
  }
  return entries;
}

function counted(numstat: string): Pick<DiffFile, 'additions' | 'deletions'>[] {
  return [...numstat.matchAll(/(?:^|\0)(\d+|-)\t(\d+|-)\t/g)].map(([, plus, minus]) => ({
    additions: Number(plus) || 0,
    deletions: Number(minus) || 0,
  }));
}

function patchTexts(patches: string): (string | undefined)[] {
  return patches
    .split(/^diff --git .*\n/m)
    .slice(1)
    .map((text) => {
      const start = text.search(/^@@ /m);
      return start < 0 ? undefined : text.slice(start).replace(/\n$/, '');
    });
}
