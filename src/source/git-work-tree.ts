import { mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createGit, type Git } from './git-process.ts';
import { readSettings, type Repository } from './git-repository.ts';
import { copyIfExists, ownConfigurationOnly, type Workspace } from './git-workspace.ts';

/** Files as they would be, by their path: their bytes, or null for one that would be removed. */
export type Edits = ReadonlyMap<string, Uint8Array | null>;

/**
 * Writes the files of the work tree, with those that are untracked and not ignored, and with `edits`
 * done to them, as a tree into the workspace, and a commit of it with the given parents. Gives the
 * commit's id.
 */
export async function commitWorkTree(
  repository: Repository & { readonly workTree: string },
  workspace: Workspace,
  parents: readonly string[],
  edits: Edits = new Map(),
): Promise<string> {
  await copyIndex(repository, workspace);
  await mkdir(join(workspace.directory, 'info'));
  await copyIfExists(repository.exclude, join(workspace.directory, 'info', 'exclude'));
  const git = await workTreeGit(repository, workspace);
  const which = ['--modified', '--deleted', '--others', '--exclude-standard'];
  const listed = await git.output(['ls-files', '-z', ...which]);
  await git.output(['update-index', '-z', '--add', '--remove', '--stdin'], withoutFolders(listed));
  await edit(git, repository.objectFormat, edits);
  // A partial clone lacks files that are not checked out.
  const tree = (await git.output(['write-tree', '--missing-ok'])).toString().trim();
  const parentArgs = parents.flatMap((parent) => ['-p', parent]);
  return (await git.output(['commit-tree', tree, ...parentArgs])).toString().trim();
}

async function edit(git: Git, objectFormat: string, edits: Edits): Promise<void> {
  const nothing = '0'.repeat(objectFormat === 'sha256' ? 64 : 40);
  const lines: string[] = [];
  for (const [path, bytes] of edits) {
    // Removed first, with all stages of a conflict.
    lines.push(`0 ${nothing}\t${path}`);
    if (bytes === null) continue;
    const oid = await git.output(['hash-object', '-w', '--stdin'], Buffer.from(bytes));
    lines.push(`100644 ${oid.toString().trim()}\t${path}`);
  }
  if (lines.length === 0) return;
  await git.output(['update-index', '-z', '--index-info'], `${lines.join('\0')}\0`);
}

/**
 * Copies the index, so that files which did not change since git last looked are not read again.
 * The time of an index is part of its meaning: a file not older than it is compared by content.
 */
async function copyIndex(repository: Repository, workspace: Workspace): Promise<void> {
  const from = join(repository.gitDirectory, 'index');
  const to = join(workspace.directory, 'index');
  if (!(await copyIfExists(from, to))) return;
  const time = Math.floor((await stat(from)).mtimeMs / 1000);
  await utimes(to, time, time);
  const names = await readdir(repository.gitDirectory);
  const shared = names.filter((name) => name.startsWith('sharedindex.'));
  for (const name of shared) {
    await copyIfExists(join(repository.gitDirectory, name), join(workspace.directory, name));
  }
}

async function workTreeGit(
  repository: Repository & { readonly workTree: string },
  workspace: Workspace,
): Promise<Git> {
  const settings = [...(await readSettings(repository))];
  const core = settings.filter(([key]) => key.startsWith('core.'));
  const prefix = ['-C', repository.workTree, `--git-dir=${workspace.directory}`];
  const nobody = { name: 'db-review', email: 'db-review@localhost', date: '@0 +0000' };
  return createGit([...prefix, ...core.flatMap(([key, value]) => ['-c', `${key}=${value}`])], {
    ...ownConfigurationOnly,
    GIT_WORK_TREE: repository.workTree,
    GIT_AUTHOR_NAME: nobody.name,
    GIT_AUTHOR_EMAIL: nobody.email,
    GIT_AUTHOR_DATE: nobody.date,
    GIT_COMMITTER_NAME: nobody.name,
    GIT_COMMITTER_EMAIL: nobody.email,
    GIT_COMMITTER_DATE: nobody.date,
  });
}

/** Leaves out other repositories inside the work tree, which git lists as folders; names stay bytes. */
function withoutFolders(listed: Buffer): Buffer {
  const names = listed.toString('latin1').split('\0');
  return Buffer.from(names.filter((name) => !name.endsWith('/')).join('\0'), 'latin1');
}
