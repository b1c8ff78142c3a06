import picomatch from 'picomatch';
import { isConfigFile } from '../drizzle/config.ts';
import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import type { QueryFile } from '../query/model.ts';
import type { Change, Tree } from './change.ts';
import type { QueryVisit } from './check.ts';
import { applyIgnoreEntries } from './ignore-entries.ts';
import { ignoresInCode, onTheirLines } from './code-ignores.ts';
import { applyIgnores } from './ignores.ts';
import { judgeQueryFiles } from './judge.ts';
import type { Ports } from './judge-migrations.ts';
import { loadChecks, loadOne } from './load.ts';
import type { Reported } from './reports.ts';
import type { Settings } from './settings.ts';
import { sizer } from './sizes.ts';
import { softDeleteColumns } from './soft-delete.ts';
import { judgeIgnores } from './unused-ignores.ts';

/** What the checks of queries report of the code as it was, and as it is. */
export interface JudgedQueries {
  readonly base: readonly Reported[];
  readonly head: readonly Reported[];
}

type Sides = 'mergeBase' | 'head';

const code = /\.[cm]?[jt]sx?$/;

/**
 * Judges the queries of the code files that a change touches, as the merge base has them and as head
 * has them: what both have is not new, in whichever of these files it stands.
 */
export async function judgeQueries(
  change: Change,
  settings: Settings,
  ports: Ports,
): Promise<JudgedQueries> {
  const nothing = { base: [], head: [] };
  const isQueried = codeMatcher(settings.queries);
  const after = change.files.filter(({ path }) => isQueried(path)).map(({ path }) => path);
  if (after.length === 0) return nothing;
  const checks = await loadChecks(ports.checks, 'queries', settings);
  const listed = await change.list('head');
  if (checks.length === 0 || !listed.some(({ path }) => isConfigFile(path))) return nothing;

  const before = change.files
    .map(({ path, previousPath }) => previousPath ?? path)
    .filter(isQueried);
  const read = fileReader(change, ports);
  const head = await read('head', after);
  if (head.length === 0) return nothing;
  const base = await read('mergeBase', before);
  const judge = async (files: readonly QueryFile[]): Promise<Reported[]> => {
    const visits = visitsOf(files, settings);
    return silence(files, judgeQueryFiles(visits, checks, settings), settings, ports);
  };
  return { base: await judge(base), head: await judge(head) };
}

/** Whether a path is code whose queries are judged; a glob that begins with `!` leaves it out. */
export function codeMatcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  const ignore = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const matches = picomatch(wanted, { dot: true, ignore });
  return (path) => code.test(path) && matches(path);
}

function fileReader(
  change: Change,
  { readSchema }: Ports,
): (tree: Sides, files: readonly string[]) => Promise<QueryFile[]> {
  let last: { schema: ReadSchema; entry: string; oids: ReadonlyMap<string, string> } | null = null;

  return async (tree, files) => {
    // TypeScript takes a tenth of a second to load.
    const { readQueries } = await import('../query/read-queries.ts');
    const oids = new Map((await change.list(tree)).map(({ path, oid }) => [path, oid]));
    const paths = new Set(oids.keys());
    const readFiles = (wanted: readonly string[]) => textsOf(change, tree, wanted);
    return readQueries(files, { paths, readFiles, readSchema: schemaOf });

    async function schemaOf(entry: readonly string[]): Promise<ReadSchema | null> {
      if (!readSchema) return null;
      const key = JSON.stringify(entry);
      const known = last;
      const isSame = known?.entry === key && known.oids.size === oids.size;
      if (isSame && known.schema.files.every((path) => known.oids.get(path) === oids.get(path))) {
        return known.schema;
      }
      const schema = await readSchema({ entry, paths, readFiles });
      last = { schema, entry: key, oids };
      return schema;
    }
  };
}

async function textsOf(
  change: Change,
  tree: Tree,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const blobs = await change.read(tree, paths);
  return new Map(
    [...blobs].flatMap(([path, { text }]): [string, string][] =>
      text === null ? [] : [[path, text]],
    ),
  );
}

function visitsOf(
  files: readonly QueryFile[],
  settings: Settings,
): Omit<QueryVisit, 'report' | 'options'>[] {
  const sizeOf = sizer(settings.tables);
  const common: Pick<QueryVisit, 'softDeleteOf' | 'isLarge' | 'files'> = {
    files,
    softDeleteOf: ({ facts }) => softDeleteColumns(facts?.columns.keys() ?? [], settings),
    isLarge: ({ facts }) => {
      const size = facts && sizeOf(facts.relation.name);
      return (
        size === 'large' || (typeof size === 'object' && size !== null && size.rows >= largest)
      );
    },
  };
  return files.map((file) => ({ ...common, file }));
}

/** Rows from which on a table is large for a query that goes through all of them. */
const largest = 100_000;

/** Applies ignore comments in code, and those of the configuration. */
async function silence(
  files: readonly QueryFile[],
  found: readonly Reported[],
  settings: Settings,
  ports: Ports,
): Promise<Reported[]> {
  const own = new Set(ports.checks.flatMap(({ id, needs }) => (needs === 'queries' ? id : [])));
  const ignores = files
    .flatMap(({ path, text }) => ignoresInCode(path, text))
    .filter(({ checks }) => checks.some((id) => own.has(id)));
  if (ignores.length === 0) return applyIgnoreEntries(found, settings.ignoreEntries);
  const byFile = Map.groupBy(found, ({ path }) => path);
  const onLines = files.flatMap(({ path, text }) => onTheirLines(byFile.get(path) ?? [], text));
  const { reported, used } = applyIgnores(onLines, ignores);
  const unused = await loadOne(ports.checks, 'unused-ignore');
  const wrong = unused ? judgeIgnores(used, unused, ports.checks, new Set(), settings) : [];
  return applyIgnoreEntries([...reported, ...wrong], settings.ignoreEntries);
}
