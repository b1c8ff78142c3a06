import { parse } from 'jsonc-parser';
import { type Fields, fieldsOf, textOf, textsOf } from '../snapshot-fields.ts';
import { ancestorsOf, folderOf, join } from './paths.ts';
import type { ReadFiles } from './read-schema.ts';
import { splitSpecifier } from './resolve-package.ts';

/** What a tsconfig.json says of imports, with what it extends. Folders are against the root. */
export interface Tsconfig {
  /** The folder that the targets of `paths` are relative to. */
  readonly folder: string;
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
  readonly baseUrl: string | null;
}

export interface Package {
  readonly folder: string;
  readonly name: string;
  readonly exports: unknown;
  readonly imports: unknown;
  readonly mains: readonly string[];
  /** Versions that it wants of others, by name. */
  readonly dependencies: Fields;
}

/** The configuration files that imports depend on; each is read once, when it is first needed. */
export interface ConfigFiles {
  tsconfig(folder: string): Promise<Tsconfig | null>;
  nearestPackage(folder: string): Promise<Package | null>;
  /** A package of the workspace by its name, as seen from a package that imports it. */
  workspacePackage(name: string, importer: Package | null): Promise<Package | null>;
}

const longestChain = 10;

export function createConfigFiles(paths: ReadonlySet<string>, readFiles: ReadFiles): ConfigFiles {
  const known = new Map<string, Promise<Fields>>();
  const packages = [...paths].filter(
    (path) =>
      path.endsWith('package.json') &&
      /(?:^|\/)package\.json$/.test(path) &&
      !/(?:^|\/)node_modules\//.test(path),
  );

  /** Reads files together; each is read and parsed once. */
  function readJson(wanted: readonly string[]): Promise<Fields[]> {
    const missing = wanted.filter((path) => !known.has(path));
    if (missing.length > 0) {
      const reading = readFiles(missing);
      for (const path of missing) known.set(path, parseIn(reading, path));
    }
    return Promise.all(wanted.map((path) => known.get(path) ?? {}));
  }

  async function parseIn(
    reading: Promise<ReadonlyMap<string, string>>,
    path: string,
  ): Promise<Fields> {
    const text = (await reading).get(path) ?? '';
    return fieldsOf(parse(text, [], { allowTrailingComma: true }));
  }

  async function tsconfig(folder: string): Promise<Tsconfig | null> {
    const path = ancestorsOf(folder)
      .map((each) => join(each, 'tsconfig.json') ?? '')
      .find((each) => paths.has(each));
    return path === undefined ? null : readTsconfig(path, longestChain);
  }

  async function readTsconfig(path: string, left: number): Promise<Tsconfig | null> {
    const [json] = await readJson([path]);
    const options = fieldsOf(json?.compilerOptions);
    const folder = folderOf(path);
    const baseUrl = typeof options.baseUrl === 'string' ? join(folder, options.baseUrl) : null;
    if (typeof options.paths === 'object') {
      const own = Object.entries(fieldsOf(options.paths));
      return {
        folder: baseUrl ?? folder,
        paths: own.map(([pattern, targets]) => [pattern, textsOf(targets)]),
        baseUrl,
      };
    }
    const inherited = await readExtended(json?.extends, folder, left);
    if (inherited) return baseUrl === null ? inherited : { ...inherited, baseUrl };
    return { folder, paths: [], baseUrl };
  }

  /** Of several that are extended, the last that says something of imports counts. */
  async function readExtended(
    value: unknown,
    folder: string,
    left: number,
  ): Promise<Tsconfig | null> {
    if (left === 0) return null;
    const all = typeof value === 'string' ? [value] : textsOf(value);
    for (const each of all.toReversed()) {
      const path = await extendedPath(each, folder);
      const config = path === null ? null : await readTsconfig(path, left - 1);
      if (config && (config.paths.length > 0 || config.baseUrl !== null)) return config;
    }
    return null;
  }

  async function extendedPath(value: string, folder: string): Promise<string | null> {
    if (!value.startsWith('.')) {
      const { name, subpath } = splitSpecifier(value);
      const found = await workspacePackage(name, null);
      return found ? jsonFile(found.folder, subpath === '.' ? 'tsconfig.json' : subpath) : null;
    }
    return jsonFile(folder, value);
  }

  function jsonFile(folder: string, path: string): string | null {
    const base = join(folder, path) ?? '';
    return [base, `${base}.json`, `${base}/tsconfig.json`].find((each) => paths.has(each)) ?? null;
  }

  async function nearestPackage(folder: string): Promise<Package | null> {
    const path = ancestorsOf(folder)
      .map((each) => join(each, 'package.json') ?? '')
      .find((each) => paths.has(each));
    return path === undefined ? null : ((await readPackages([path]))[0] ?? null);
  }

  async function readPackages(wanted: readonly string[]): Promise<Package[]> {
    const all = await readJson(wanted);
    return all.map((json, index) => packageOf(json, folderOf(wanted[index] ?? '')));
  }

  async function workspacePackage(name: string, importer: Package | null): Promise<Package | null> {
    const last = name.split('/').at(-1);
    const likely = packages.filter((path) => folderOf(path).split('/').at(-1) === last);
    const found = (await readPackages(likely)).find((each) => each.name === name);
    if (found) return found;
    if (importer && isFromRegistry(importer, name)) return null;
    return (await readPackages(packages)).find((each) => each.name === name) ?? null;
  }

  return { tsconfig, nearestPackage, workspacePackage };
}

/** Whether a package asks for a version that only a registry can have. */
function isFromRegistry({ dependencies }: Package, name: string): boolean {
  const version = dependencies[name];
  return typeof version === 'string' && !/^(?:workspace:|file:|link:|portal:|\*)/.test(version);
}

function packageOf(json: Fields, folder: string): Package {
  const mains = ['source', 'module', 'main', 'types'].map((each) => textOf(json[each]));
  return {
    folder,
    name: textOf(json.name),
    exports: json.exports,
    imports: json.imports,
    mains: mains.filter((each) => each !== ''),
    dependencies: {
      ...fieldsOf(json.peerDependencies),
      ...fieldsOf(json.devDependencies),
      ...fieldsOf(json.dependencies),
    },
  };
}
