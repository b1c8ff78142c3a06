import { type DrizzleConfig, isConfigFile, readDrizzleConfig } from '../drizzle/config.ts';
import { type ProjectConfig, projectConfig } from '../drizzle/project-config.ts';
import { migrationFolders } from '../drizzle/projects.ts';
import type { Change, TreeEntry } from './change.ts';
import type { ProjectFolder } from './folders.ts';

/** What drizzle-kit's configuration says of a project, before the change and with it. */
export interface Configs {
  readonly base: ProjectConfig;
  readonly merged: ProjectConfig;
}

/** Repositories have a few; of one with hundreds, the rest are templates. */
const most = 40;

/**
 * Makes the reader of what `drizzle.config` files say of projects. The files of a tree are read when
 * the first project is asked for, and each content is parsed once.
 */
export function configReader(
  change: Change,
  listed: Readonly<Record<'base' | 'merged', readonly TreeEntry[]>>,
): (place: ProjectFolder) => Promise<Configs> {
  const parsed = new Map<string, Promise<DrizzleConfig>>();
  const trees = new Map<'base' | 'merged', ReturnType<typeof readTree>>();

  async function readTree(tree: 'base' | 'merged') {
    const paths = listed[tree].map(({ path }) => path);
    const files = paths.filter(isConfigFile).sort(byDepth).slice(0, most);
    const blobs = files.length > 0 ? await change.read(tree, files) : new Map<string, never>();
    const configs = [...blobs].flatMap(([path, { oid, text }]) => {
      if (text === null) return [];
      const key = `${oid} ${path}`;
      const config = parsed.get(key) ?? readDrizzleConfig(text, path);
      parsed.set(key, config);
      return [config];
    });
    return {
      configs: await Promise.all(configs),
      folders: migrationFolders(paths),
      paths: new Set(paths),
    };
  }

  async function read(
    tree: 'base' | 'merged',
    { folders, schema }: ProjectFolder,
  ): Promise<ProjectConfig> {
    const reading = trees.get(tree) ?? readTree(tree);
    trees.set(tree, reading);
    const { configs, folders: all, paths } = await reading;
    const config = projectConfig(folders[tree], configs, all, paths);
    return schema ? withSchema(config, schema) : config;
  }

  return async (place) => {
    const [base, merged] = await Promise.all([read('base', place), read('merged', place)]);
    return { base, merged };
  };
}

/** A schema that db-review's own configuration names; the casing is drizzle-kit's to say. */
function withSchema(config: ProjectConfig, entry: readonly string[]): ProjectConfig {
  const [said] = config.files;
  const isCasingUnknown = said?.unknown.includes('casing') ?? false;
  return { ...config, schema: { entry, casing: said?.casing ?? null, isCasingUnknown } };
}

function byDepth(one: string, other: string): number {
  return one.split('/').length - other.split('/').length || (one < other ? -1 : 1);
}
