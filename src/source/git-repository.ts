import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGit, splitLines, splitNul, type Git } from './git-process.ts';
import { SourceError } from './source-error.ts';

/** A repository of the user. It is only read, by commands that run nothing of its configuration. */
export interface Repository {
  readonly git: Git;
  /** As the user wrote it, for messages. */
  readonly name: string;
  readonly objects: string;
  readonly objectFormat: string;
  /** Lists the commits at which a shallow clone ends; absent in a whole one. */
  readonly shallow: string;
  readonly exclude: string;
  readonly gitDirectory: string;
  /** Null for a bare repository. */
  readonly workTree: string | null;
}

/** `merge-tree --write-tree` came with it. */
const oldestGit = [2, 38] as const;

/**
 * Finds the repository that a folder belongs to. Throws `SourceError` when git is missing or too
 * old, or refuses the folder.
 */
export async function openRepository(name: string): Promise<Repository> {
  const git = createGit(['-C', name]);
  await requireVersion();
  const args = ['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir'];
  const result = await git.run([...args, '--show-object-format', '--is-inside-work-tree']);
  if (result.code !== 0) throw notARepository(name, result.stderr);
  const [gitDirectory = '', common = '', objectFormat = '', inWorkTree] = splitLines(result.stdout);
  const top = inWorkTree === 'true' ? await git.output(['rev-parse', '--show-toplevel']) : null;
  return {
    git,
    name,
    gitDirectory,
    objectFormat,
    objects: join(common, 'objects'),
    shallow: join(common, 'shallow'),
    exclude: join(common, 'info', 'exclude'),
    workTree: top && (splitLines(top)[0] ?? null),
  };
}

async function requireVersion(): Promise<void> {
  const answer = (await createGit([]).output(['version'])).toString().trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(answer) ?? [];
  const [oldestMajor, oldestMinor] = oldestGit;
  if (Number(major) > oldestMajor) return;
  if (Number(major) === oldestMajor && Number(minor) >= oldestMinor) return;
  throw new SourceError(`git ${oldestGit.join('.')} or newer is needed; this is "${answer}".`);
}

function notARepository(name: string, said: string): SourceError {
  if (said.includes('dubious ownership')) {
    return new SourceError(
      `git does not trust ${name}, because another user owns it. If you do, run: ` +
        `git config --global --add safe.directory "${name}"`,
    );
  }
  if (said.includes('not a git repository') || said.includes('cannot change to')) {
    return new SourceError(
      `${name} is not in a git repository. Give its folder with --repo, or review files with lint.`,
    );
  }
  return new SourceError(`git cannot read ${name}: ${said}`);
}

/** The commit that a revision names. Throws `SourceError` when it names none. */
export async function resolveCommit(repository: Repository, revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { code, stdout } = await repository.git.run(args);
  if (code === 0) return stdout.toString().trim();
  throw new SourceError(
    `"${revision}" names no commit in ${repository.name}. ` +
      'If it is a branch of the remote, fetch it first: git fetch origin',
  );
}

/** The commits that an unfinished merge would bring in; empty when there is none. */
export async function commitBeingMerged(repository: Repository): Promise<string[]> {
  return commitsOf(repository, 'MERGE_HEAD');
}

/** The commit that an unfinished rebase or cherry-pick stopped at; null when there is none. */
export async function commitBeingPicked({
  git,
  gitDirectory,
}: Repository): Promise<{ commit: string; during: 'rebase' | 'cherry-pick' } | null> {
  const names = await readdir(gitDirectory);
  const isRebasing = names.some((name) => name === 'rebase-merge' || name === 'rebase-apply');
  const during = isRebasing ? 'rebase' : 'cherry-pick';
  const [commit] = await commitsOf({ git }, isRebasing ? 'REBASE_HEAD' : 'CHERRY_PICK_HEAD');
  return commit === undefined ? null : { commit, during };
}

async function commitsOf({ git }: Pick<Repository, 'git'>, ref: string): Promise<string[]> {
  return splitLines((await git.run(['rev-parse', '--verify', '--quiet', ref])).stdout);
}

/**
 * The ref of the default branch: the remote's HEAD, a bare repository's own HEAD, else the branch
 * that `init.defaultBranch` names, `main` or `master`, of the remote before the local one.
 */
export async function defaultBranch(repository: Repository): Promise<string> {
  const settings = await readSettings(repository);
  const names = [settings.get('init.defaultbranch') ?? 'main', 'main', 'master'];
  const candidates = [
    'refs/remotes/origin/HEAD',
    ...(repository.workTree === null ? await headBranch(repository) : []),
    ...names.flatMap((name) => [`refs/remotes/origin/${name}`, `refs/heads/${name}`]),
  ];
  const listed = await repository.git.output([
    'for-each-ref',
    '--format=%(refname)',
    ...candidates,
  ]);
  const existing = new Set(splitLines(listed));
  const found = candidates.find((candidate) => existing.has(candidate));
  if (found !== undefined) return found;
  throw new SourceError(
    `The default branch of ${repository.name} is not known: there is no origin/HEAD, main or master. ` +
      'Say which commit to compare with: --base REVISION',
  );
}

async function headBranch(repository: Repository): Promise<string[]> {
  return splitLines((await repository.git.run(['symbolic-ref', '--quiet', 'HEAD'])).stdout);
}

/** Settings that decide which files count and how their lines end, and the name of the default branch. */
const readKeys = [
  'init.defaultbranch',
  'core.(autocrlf|eol|excludesfile|filemode|ignorecase|precomposeunicode|symlinks)',
];

/** The user's git settings that this program honours, by key in lower case. */
export async function readSettings(repository: Repository): Promise<Map<string, string>> {
  const pattern = `^(${readKeys.join('|')})$`;
  const { stdout } = await repository.git.run(['config', '--null', '--get-regexp', pattern]);
  const pairs = splitNul(stdout).map((entry): [string, string] => {
    const end = entry.indexOf('\n');
    // A key without "=" is git's way to write true.
    return end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
  });
  return new Map(pairs);
}
