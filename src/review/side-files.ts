import { type SideKind, sideKindOf } from '../deploy/side-file.ts';
import { readJournal } from '../drizzle/journal.ts';
import { isPostgres, journalPath, migrationFolders } from '../drizzle/projects.ts';
import type { Change } from './change.ts';
import type { ProjectVisit } from './check.ts';
import { judgeProject } from './judge.ts';
import type { Ports } from './judge-migrations.ts';
import { loadChecks } from './load.ts';
import type { Reported } from './reports.ts';
import type { Settings } from './settings.ts';

/** More package.json files are not looked through for the scripts that a workflow calls. */
const mostManifests = 20;

/** A change to more such files is one of a template, or of a whole repository. */
const mostFiles = 100;

type SideTree = 'base' | 'head';

/**
 * Judges the files beside the migrations that the change touches, as base has them and as head has
 * them: what both have is not new. Only in repositories with a migrations folder of PostgreSQL.
 */
export async function judgeSideFiles(
  change: Change,
  settings: Settings,
  ports: Ports,
): Promise<Record<SideTree, Reported[]>> {
  const nothing = { base: [], head: [] };
  const kinds = new Map(
    change.files
      .flatMap(({ path, previousPath }) => [path, ...(previousPath === null ? [] : [previousPath])])
      .flatMap((path) => {
        const kind = sideKindOf(path);
        return kind ? [[path, kind] as const] : [];
      })
      .slice(0, mostFiles),
  );
  if (kinds.size === 0) return nothing;
  const checks = await loadChecks(ports.checks, 'project', settings);
  if (checks.length === 0 || !(await hasPostgres(change))) return nothing;

  const judge = async (tree: SideTree): Promise<Reported[]> => {
    const { texts, visit } = await readSide(change, tree, kinds);
    return judgeProject(visit, texts, checks, settings);
  };
  const [base, head] = await Promise.all([judge('base'), judge('head')]);
  return { base, head };
}

/** Whether a journal of head is of PostgreSQL; one that does not say it may be. */
async function hasPostgres(change: Change): Promise<boolean> {
  const folders = await foldersIn(change, 'head');
  const journals = await change.read('head', folders.slice(0, mostManifests).map(journalPath));
  return [...journals].some(([path, { text }]) => {
    const { dialect } = readJournal(path, text);
    return dialect === null || isPostgres(dialect);
  });
}

async function foldersIn(change: Change, tree: SideTree): Promise<string[]> {
  return migrationFolders((await change.list(tree)).map(({ path }) => path));
}

async function readSide(
  change: Change,
  tree: SideTree,
  kinds: ReadonlyMap<string, SideKind>,
): Promise<{ texts: Map<string, string>; visit: Omit<ProjectVisit, 'report'> }> {
  // The parser of YAML takes time to load, and most changes touch no such file.
  const { deployCommands } = await import('../deploy/commands.ts');
  const { lockedVersions } = await import('../deploy/locked.ts');
  const { packageScripts } = await import('../deploy/package-scripts.ts');

  const callers = [...kinds].filter(([, kind]) => kind !== 'lock');
  const manifests = callers.length > 0 ? await manifestsIn(change, tree) : [];
  const blobs = await change.read(tree, [...new Set([...kinds.keys(), ...manifests])]);
  const texts = new Map(
    [...blobs].flatMap(([path, { text }]) => (text === null ? [] : [[path, text]])),
  );
  const scripts = packageScripts(manifests.flatMap((path) => texts.get(path) ?? []));
  const locks = [...kinds].filter(([, kind]) => kind === 'lock');
  const visit = {
    commands: callers.flatMap(([path]) => deployCommands(path, texts.get(path) ?? '', scripts)),
    orm: locks.flatMap(([path]) =>
      lockedVersions(path, texts.get(path) ?? '', 'drizzle-orm').map((each) => ({ ...each, path })),
    ),
    journalFolders: await foldersIn(change, tree),
  };
  return { texts, visit };
}

/** The package.json files whose scripts may run drizzle-kit: the root's, and those of folders above the migrations. */
async function manifestsIn(change: Change, tree: SideTree): Promise<string[]> {
  const folders = await foldersIn(change, tree);
  const above = new Set(['', ...folders.flatMap(ancestorsOf)]);
  const paths = (await change.list(tree)).map(({ path }) => path);
  return paths
    .filter((path) => /(?:^|\/)package\.json$/.test(path))
    .filter((path) => above.has(path.slice(0, Math.max(0, path.lastIndexOf('/')))))
    .slice(0, mostManifests);
}

function ancestorsOf(folder: string): string[] {
  const parts = folder.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
