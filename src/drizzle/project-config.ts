import type { DrizzleConfig } from './config.ts';
import { schemaFiles } from './schema/entry.ts';
import { ancestorsOf, folderOf, join, normalize } from './schema/paths.ts';
import type { Casing } from './schema/read-schema.ts';

/** Where a project's TypeScript schema stands, as `SchemaSource` takes it. */
export interface SchemaEntry {
  /** Files, folders and globs against the root of the repository. */
  readonly entry: readonly string[];
  /** Null where drizzle-kit's default holds: names as they are. Also where it is not known. */
  readonly casing: Casing | null;
  /** Whether `casing` is computed, so that the names of columns are not known. */
  readonly isCasingUnknown: boolean;
}

/** What the configuration files of drizzle-kit say of one project. */
export interface ProjectConfig {
  /** Those that write into its folder, the nearest to it first. */
  readonly files: readonly DrizzleConfig[];
  /** Null where none of them names a schema that the tree has. */
  readonly schema: SchemaEntry | null;
}

/**
 * Finds what is said of the project with its migrations in `folder`. A path in a configuration is
 * relative to the folder that drizzle-kit is run in, which nobody records: it is looked for against
 * the configuration's own folder, then against those around it. Several configurations of one
 * folder are one project. One whose `out` is not known belongs to the only folder of the
 * repository that stands below it, if no other one says that it writes there. `folders` are all
 * migrations folders of the tree, `paths` all of its files.
 */
export function projectConfig(
  folder: string,
  configs: readonly DrizzleConfig[],
  folders: readonly string[],
  paths: ReadonlySet<string>,
): ProjectConfig {
  const known = configs.map((config) => ({ config, target: targetOf(config, folders) }));
  const exact = known.filter(({ target }) => target?.folder === folder);
  const files = exact.length > 0 ? exact : guessed(folder, known, folders);
  const nearest = files.toSorted(
    (one, other) => distance(one.config, folder) - distance(other.config, folder),
  );
  const schemas = nearest.flatMap(({ config, target }) => schemaOf(config, target, paths) ?? []);
  return { files: nearest.map(({ config }) => config), schema: schemas[0] ?? null };
}

/** The folder that a configuration writes into, and the one that it is relative to. */
interface Target {
  readonly folder: string;
  readonly base: string;
}

interface Known {
  readonly config: DrizzleConfig;
  readonly target: Target | null;
}

function targetOf({ path, out }: DrizzleConfig, folders: readonly string[]): Target | null {
  if (out === null) return null;
  for (const base of ancestorsOf(folderOf(path))) {
    const folder = against(base, out);
    if (folder !== null && folders.includes(folder)) return { folder, base };
  }
  return null;
}

function guessed(
  folder: string,
  known: readonly Known[],
  folders: readonly string[],
): readonly Known[] {
  const taken = new Set(known.flatMap(({ target }) => target?.folder ?? []));
  return known.filter(({ config }) => {
    if (config.out !== null) return false;
    const around = folderOf(config.path);
    const below = folders.filter((each) => isIn(each, around) && !taken.has(each));
    return below.length === 1 && below[0] === folder;
  });
}

function schemaOf(
  { path, schema, casing, unknown }: DrizzleConfig,
  target: Target | null,
  paths: ReadonlySet<string>,
): SchemaEntry | null {
  if (schema === null) return null;
  const bases = [...(target ? [target.base] : []), ...ancestorsOf(folderOf(path))];
  for (const base of bases) {
    const entry = schema.flatMap((each) => against(base, each) ?? []);
    if (schemaFiles(entry, paths).length === 0) continue;
    return { entry, casing, isCasingUnknown: unknown.includes('casing') };
  }
  return null;
}

/** A path of a configuration against a folder; one that begins with `/` is against the root. */
function against(base: string, path: string): string | null {
  return path.startsWith('/') ? normalize(path) : join(base, path);
}

/** How many folders lie between a configuration and a migrations folder. */
function distance({ path }: DrizzleConfig, folder: string): number {
  const [one, other] = [folderOf(path), folder].map((each) => each.split('/').filter(Boolean));
  let shared = 0;
  while (shared < one!.length && one![shared] === other![shared]) shared += 1;
  return one!.length + other!.length - 2 * shared;
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
