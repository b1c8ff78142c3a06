import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { OpenAPIBackend, type Document } from 'openapi-backend';

const methods = ['get', 'put', 'post', 'patch', 'delete'];

type Json = { [key: string]: unknown };

let loaded: Promise<OpenAPIBackend> | undefined;

/**
 * GitHub's own OpenAPI description, cut down to some operations, so that it is ready in a moment.
 * The whole of it has thirteen megabytes; it is read once in a process, for the first operations
 * that are asked for.
 *
 * @param operations ids of operations, such as `checks/create`
 */
export function loadDescription(operations: readonly string[]): Promise<OpenAPIBackend> {
  return (loaded ??= load(operations));
}

async function load(operations: readonly string[]): Promise<OpenAPIBackend> {
  const file = createRequire(import.meta.url).resolve(
    '@octokit/openapi/generated/api.github.com.json',
  );
  const whole = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const paths = pickOperations(whole.paths as Record<string, Json>, new Set(operations));
  const definition = {
    openapi: whole.openapi,
    info: whole.info,
    paths,
    components: pickComponents(whole, paths),
  } as unknown as Document;
  const backend = new OpenAPIBackend({
    definition,
    quick: true,
    ajvOpts: { formats },
  });
  return backend.init();
}

/** The formats that GitHub's description names; the rest of them only describe. */
const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^[a-z][a-z0-9+.-]*:/i,
  date: true,
  email: true,
  hostname: true,
  'repo.nwo': true,
  'ssh-key': true,
  timestamp: true,
} as const;

function pickOperations(paths: Record<string, Json>, wanted: ReadonlySet<string>) {
  const picked: Record<string, Json> = {};
  for (const [path, item] of Object.entries(paths)) {
    const kept = Object.entries(item).filter(
      ([method, operation]) =>
        methods.includes(method) && wanted.has((operation as Json).operationId as string),
    );
    if (kept.length > 0) picked[path] = rulesOnly(Object.fromEntries(kept)) as Json;
  }
  return picked;
}

/** The components that the paths refer to, and those that these refer to. */
function pickComponents(whole: Json, paths: unknown): Json {
  const all = whole.components as Record<string, Json>;
  const picked: Record<string, Json> = {};
  const pending = references(paths);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [kind, name] = next.split('/').slice(2) as [string, string];
    const kindPicked = (picked[kind] ??= {});
    if (name in kindPicked) continue;
    kindPicked[name] = rulesOnly(all[kind]![name]);
    pending.push(...references(kindPicked[name]));
  }
  return picked;
}

function references(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(/"\$ref":"(#\/components\/[^"]+)"/g);
  return [...found].map(([, reference]) => reference!);
}

/**
 * Drops the examples, which are most of the description and none of its rules, and says `nullable`
 * as JSON Schema can: beside an enumeration without null, or without a type, it would say nothing.
 */
function rulesOnly(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), function (this: Json, key, inner: unknown) {
    if (key === 'examples' && !Array.isArray(inner) && 'schema' in this) return undefined;
    return isObject(inner) && inner.nullable === true ? orNull(inner) : inner;
  });
}

function orNull(schema: Json): Json {
  return { anyOf: [{ ...schema, nullable: undefined }, { enum: [null] }] };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
