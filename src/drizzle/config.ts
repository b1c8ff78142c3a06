import { type Value, isUnknown, unknownValue } from './config-value.ts';
import type { Casing } from './schema/read-schema.ts';

/** A `drizzle.config` file, read without running it. Paths are as they are written. */
export interface DrizzleConfig {
  readonly path: string;
  /** `postgresql`, `mysql`, …; null where it does not say. */
  readonly dialect: string | null;
  /** Files, folders and globs of the TypeScript schema; null where it does not say. */
  readonly schema: readonly string[] | null;
  /** The migrations folder: `drizzle` where it is left out, null where it is not known. */
  readonly out: string | null;
  readonly casing: Casing | null;
  /** Whether drizzle-kit writes breakpoints between statements. */
  readonly breakpoints: boolean | null;
  /** The table that the migrator keeps, its schema, and how migrations are numbered. */
  readonly migrations: {
    readonly table: string | null;
    readonly schema: string | null;
    readonly prefix: string | null;
  };
  /** What `push` and `pull` look at; null where the configuration does not say. */
  readonly schemaFilter: readonly string[] | null;
  readonly tablesFilter: readonly string[] | null;
  /** The keys, of those above, whose value only running the file would tell: `schema`, `out`, … */
  readonly unknown: readonly string[];
}

/** In UTF-16 code units; the longest of public repositories have some thousand. */
const longest = 100_000;

/**
 * Whether a file is a configuration of drizzle-kit by its name: `drizzle.config.ts`,
 * `drizzle-admin.config.ts`, `drizzle.config.prod.json`, …
 */
export function isConfigFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(?:^|\/)node_modules\//.test(path)) return false;
  return (
    /^[\w.-]*drizzle[\w.-]*\.(?:[cm]?[jt]s|json)$/.test(name) &&
    /(?:^|[.-])config(?:[.-]|$)/.test(name) &&
    !/\.d\.[cm]?ts$/.test(name)
  );
}

/**
 * Reads a configuration of drizzle-kit (0.21 or newer) from its text, and never runs it: what
 * depends on the environment, on other files or on functions is named in `unknown`. Of
 * `process.env.NAME ?? value` it is the value. TypeScript's parser is loaded when the first one is
 * read (about 0.1 seconds).
 */
export async function readDrizzleConfig(text: string, path: string): Promise<DrizzleConfig> {
  return configOf(await valueOf(text, path), path);
}

async function valueOf(text: string, path: string): Promise<Value> {
  if (text.length > longest) return unknownValue;
  const { readModuleValue } = await import('./config-source.ts');
  return readModuleValue(text, path);
}

function configOf(root: Value, path: string): DrizzleConfig {
  const unknown: string[] = [];

  /** A member, as far as it has the wanted form; `absent` where it is left out. */
  function read<Wanted>(
    from: Value,
    name: string,
    convert: (value: Value) => Wanted | null,
    absent: Wanted | null = null,
  ): Wanted | null {
    const value = memberOf(from, name.split('.').at(-1) ?? name);
    if (value === undefined) return absent;
    const converted = isUnknown(value) ? null : convert(value);
    if (converted === null) unknown.push(name);
    return converted;
  }

  const migrations = memberOf(root, 'migrations') ?? new Map();
  return {
    path,
    dialect: read(root, 'dialect', text),
    schema: read(root, 'schema', texts),
    out: read(root, 'out', text, 'drizzle'),
    casing: read(root, 'casing', casing),
    breakpoints: read(root, 'breakpoints', boolean, true),
    migrations: {
      table: read(migrations, 'migrations.table', text, '__drizzle_migrations'),
      schema: read(migrations, 'migrations.schema', text, 'drizzle'),
      prefix: read(migrations, 'migrations.prefix', text, 'index'),
    },
    schemaFilter: read(root, 'schemaFilter', texts),
    tablesFilter: read(root, 'tablesFilter', texts),
    unknown,
  };
}

/** Undefined where an object does not have it; all of what is unknown is unknown. */
function memberOf(value: Value, name: string): Value | undefined {
  if (value instanceof Map) return value.get(name) ?? (value.has('...') ? unknownValue : undefined);
  return unknownValue;
}

function text(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

function texts(value: Value): string[] | null {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return null;
  const all = value.map(text);
  return all.every((each) => each !== null) ? all : null;
}

function boolean(value: Value): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function casing(value: Value): Casing | null {
  return value === 'snake_case' || value === 'camelCase' ? value : null;
}
