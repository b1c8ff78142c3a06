import { candidatesOf, packageTargets, splitSpecifier } from './resolve-package.ts';
import { folderOf, join, sourcesOf } from './paths.ts';
import { createConfigFiles, type ConfigFiles } from './config-files.ts';
import type { ReadFiles } from './read-schema.ts';
import type { WireImport } from './wire.ts';

/** Finds where imports lead. */
export interface Resolver {
  /** The path of each import in the tree; null where it leads out of the repository. */
  resolve(imports: readonly WireImport[]): Promise<(string | null)[]>;
}

/**
 * Resolves imports as bundlers do: relative ones with or without an extension, `paths` and `baseUrl`
 * of the nearest tsconfig.json, `imports` of a package, packages of the workspace by their name and
 * `exports`, and the importing package itself. What a package builds is looked for at its source.
 */
export function createResolver(paths: ReadonlySet<string>, readFiles: ReadFiles): Resolver {
  const configs = createConfigFiles(paths, readFiles);
  const known = new Map<string, Promise<string | null>>();

  function resolveOne({ from, specifier }: WireImport): Promise<string | null> {
    const key = `${folderOf(from)}\0${specifier}`;
    const path = known.get(key) ?? find(folderOf(from), specifier, { paths, configs });
    known.set(key, path);
    return path;
  }

  return { resolve: (imports) => Promise.all(imports.map(resolveOne)) };
}

interface Sources {
  readonly paths: ReadonlySet<string>;
  readonly configs: ConfigFiles;
}

async function find(folder: string, specifier: string, sources: Sources): Promise<string | null> {
  if (/^\.\.?(?:\/|$)/.test(specifier)) {
    return firstFile(sourcesOf(join(folder, specifier) ?? ''), sources.paths);
  }
  if (specifier.startsWith('/') || specifier.includes(':')) return null;
  const mapped = await byTsconfig(folder, specifier, sources);
  if (mapped !== null) return mapped;
  return byPackage(folder, specifier, sources);
}

function firstFile(bases: readonly string[], paths: ReadonlySet<string>): string | null {
  for (const base of bases) {
    const found = candidatesOf(base).find((each) => paths.has(each));
    if (found !== undefined) return found;
  }
  return null;
}

async function byTsconfig(
  folder: string,
  specifier: string,
  { paths, configs }: Sources,
): Promise<string | null> {
  const config = await configs.tsconfig(folder);
  if (!config) return null;
  for (const [pattern, targets] of config.paths) {
    const rest = starOf(pattern, specifier);
    if (rest === null) continue;
    for (const target of targets) {
      const base = join(
        config.folder,
        target.replace('*', () => rest),
      );
      const found = base === null ? null : firstFile(sourcesOf(base), paths);
      if (found !== null) return found;
    }
  }
  const base = config.baseUrl === null ? null : join(config.baseUrl, specifier);
  return base === null ? null : firstFile([base], paths);
}

/** What the star of a pattern stands for in a specifier; null where it does not match. */
function starOf(pattern: string, specifier: string): string | null {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === specifier ? '' : null;
  const matches =
    specifier.length >= before.length + after.length &&
    specifier.startsWith(before) &&
    specifier.endsWith(after);
  return matches ? specifier.slice(before.length, specifier.length - after.length) : null;
}

async function byPackage(
  folder: string,
  specifier: string,
  { paths, configs }: Sources,
): Promise<string | null> {
  const own = await configs.nearestPackage(folder);
  if (specifier.startsWith('#')) {
    const targets = own ? packageTargets(own.imports, specifier) : [];
    return own ? firstFile(inside(own.folder, targets), paths) : null;
  }
  const { name, subpath } = splitSpecifier(specifier);
  const found = own?.name === name ? own : await configs.workspacePackage(name, own);
  if (!found) return null;
  const targets = packageTargets(found.exports, subpath);
  const plain =
    subpath === '.' ? [...found.mains, 'index', 'src/index'] : [subpath, `src/${subpath}`];
  return firstFile(inside(found.folder, [...targets, ...plain]), paths);
}

function inside(folder: string, targets: readonly string[]): string[] {
  return targets.flatMap((target) => {
    const base = join(folder, target);
    return base === null ? [] : sourcesOf(base);
  });
}
