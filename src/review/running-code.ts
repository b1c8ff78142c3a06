import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import { pendingOf } from '../drizzle/pending.ts';
import type { Reference, Target } from '../query/references.ts';
import { emptySchema, type Schema } from '../schema/model.ts';
import type { Parse } from '../sql/statement.ts';
import type { Change, Tree } from './change.ts';
import type { DeclaredSchemas } from './declared.ts';
import { afterAll } from './fold-transactions.ts';
import { codeMatcher } from './judge-queries.ts';
import type { Ports } from './judge-migrations.ts';
import { schemaEntries } from './judge-schemas.ts';
import type { Project } from './projects.ts';
import type { Settings } from './settings.ts';
import { inTransactions } from './transactions.ts';

/** What the code around a migration uses of that which the migration takes away, by `goneKey`. */
export interface CodeAround {
  /** The version of the code that runs while migrations do: what it declares, with its uses. */
  readonly running: ReadonlyMap<string, Uses>;
  /** The version that the change brings: what it still uses. */
  readonly staying: ReadonlyMap<string, readonly Reference[]>;
}

/** How code uses something that it declares. */
export interface Uses {
  readonly by: 'name' | 'table' | 'nothing';
  /** The places that name it; where there are none, those that use its table. */
  readonly references: readonly Reference[];
}

/** What a change takes away, as one text; names are as the catalog holds them. */
export function goneKey(table: string, column: string | null, value: string | null = null): string {
  return JSON.stringify([table, column, value]);
}

interface Around {
  readonly code: CodeAround | null;
  /** What the code that runs declares; null where that could not be read. */
  readonly declared: Schema | null;
}

const nothing: Around = { code: null, declared: null };

/**
 * Looks at the code around a change that drops or renames something: which version of it runs then,
 * by the order of the deploy, what it declares, and where it uses what goes. Costs nothing for
 * all other changes.
 */
export async function readCodeAround(
  project: Project,
  {
    change,
    settings,
    start,
    parse,
    reading,
  }: {
    readonly change: Change;
    readonly settings: Settings;
    readonly start: Schema;
    readonly parse: Parse;
    readonly reading: Promise<DeclaredSchemas>;
  },
  { readSchema }: Ports,
): Promise<Around> {
  if (!readSchema || change.isWhole) return nothing;
  const gone = await goneOf(project, start, parse, settings);
  if (gone.length === 0) return nothing;

  const { base, merged } = await reading;
  const entry = schemaEntries(project).base;
  const released =
    base && (await isSame(change, base.files))
      ? base
      : entry &&
        (await readSchema({
          entry: entry.entry,
          casing: entry.casing ?? undefined,
          paths: await pathsOf(change, 'released'),
          readFiles: (paths) => textsOf(change, 'released', paths),
        }));
  const versions = { 'migrate-first': released, 'code-first': merged, stop: null };
  const running = versions[settings.deploy];
  if (settings.deploy !== 'stop' && !isRead(running, gone)) return nothing;

  const tree = settings.deploy === 'code-first' ? 'head' : 'released';
  const [used, stays] = await Promise.all([
    running ? runningUses(gone, running, change, tree, settings) : new Map<string, Uses>(),
    released && merged ? stillUsed(gone, released, merged, change, settings) : new Map(),
  ]);
  const declared = running
    ? schemaOfSnapshot(JSON.stringify(running.snapshot)).schema
    : emptySchema(true);
  return { code: { running: used, staying: stays }, declared };
}

/** What the pending migrations take away from what stood before. */
async function goneOf(
  { histories, migrators }: Project,
  start: Schema,
  parse: Parse,
  settings: Settings,
): Promise<Target[]> {
  const { released, merged } = histories;
  const { pending: rule, transaction } = migrators.merged;
  const files = pendingOf(released, merged, rule).flatMap(({ file }) => file ?? []);
  if (!files.some(({ text }) => /\b(?:DROP|RENAME)\b/i.test(text ?? ''))) return [];
  const parsed = await parse(
    files.map(({ text }) => text ?? ''),
    { postgres: settings.postgres },
  );
  const statements = inTransactions(
    files.map(({ path }, index) => ({ path, sql: parsed[index]! })),
    transaction,
  );
  const running = statements.filter(({ statement }) => statement.runs !== 'on-call');
  return differences(start, afterAll(start, running)());
}

function differences(start: Schema, after: Schema): Target[] {
  const targets: Target[] = [];
  for (const [key, { name, kind, columns }] of start.relations) {
    if (kind !== 'table' && kind !== 'partitioned table') continue;
    const table = `${name.schema}.${name.name}`;
    const now = after.relations.get(key);
    if (!now) {
      targets.push({ key: goneKey(table, null), tables: [table], columns: null, value: null });
      continue;
    }
    for (const column of columns.keys()) {
      if (now.columns.size === 0 || now.columns.has(column)) continue;
      const own = new Set([column]);
      targets.push({ key: goneKey(table, column), tables: [table], columns: own, value: null });
    }
  }
  for (const [key, { name, values }] of start.enums) {
    const now = after.enums.get(key);
    for (const value of values) {
      if (!now || now.values.includes(value)) continue;
      const users = [...start.relations.values()].flatMap((relation) => {
        const own = [...relation.columns.values()].filter(
          ({ type }) => type.name === name.name && type.schema !== 'pg_catalog',
        );
        return own.length === 0 ? [] : [{ relation, own }];
      });
      targets.push({
        key: goneKey(`${name.schema}.${name.name}`, null, value),
        tables: users.map(({ relation }) => `${relation.name.schema}.${relation.name.name}`),
        columns: new Set(users.flatMap(({ own }) => own.map((each) => each.name))),
        value,
      });
    }
  }
  return targets;
}

/** Whether a schema was read so far that what it lacks is not declared. */
function isRead(
  schema: ReadSchema | null,
  gone: readonly Target[],
): schema is ReadSchema & { snapshot: object } {
  if (!schema?.snapshot) return false;
  const names = new Set(gone.flatMap(({ tables }) => tables.map((key) => key.split('.').at(-1))));
  return !schema.unresolved.some(
    ({ object }) =>
      object === null ||
      (object.kind === 'table' && (object.name === null || names.has(object.name))),
  );
}

/** A column that no code names is still in each SELECT of its table. */
async function runningUses(
  gone: readonly Target[],
  schema: ReadSchema,
  change: Change,
  tree: 'released' | 'head',
  settings: Settings,
): Promise<ReadonlyMap<string, Uses>> {
  const named = await usesOf(gone, schema, change, tree, settings);
  const unnamed = gone.filter(
    ({ key, columns, value }) => columns !== null && value === null && named.get(key)?.length === 0,
  );
  const tables = unnamed.map((each): Target => ({ ...each, columns: null }));
  const ofTables =
    tables.length > 0 ? await usesOf(tables, schema, change, tree, settings) : new Map();
  return new Map(
    [...named].map(([key, references]): [string, Uses] => {
      if (references.length > 0) return [key, { by: 'name', references }];
      const around: readonly Reference[] = ofTables.get(key) ?? [];
      return [key, { by: around.length > 0 ? 'table' : 'nothing', references: around }];
    }),
  );
}

async function usesOf(
  gone: readonly Target[],
  schema: ReadSchema,
  change: Change,
  tree: 'released' | 'head',
  settings: Settings,
): Promise<ReadonlyMap<string, readonly Reference[]>> {
  const { readReferences } = await import('../query/references.ts');
  const searched = {
    paths: await pathsOf(change, tree),
    readFiles: (paths: readonly string[]) => textsOf(change, tree, paths),
    search: (words: readonly string[]) => change.search(tree, words),
  };
  const isWanted = codeMatcher(settings.queries);
  const found = await readReferences(gone, schema, searched, isWanted);
  // A value is only in the way where something writes it, or asks for it.
  const values = new Set(gone.flatMap(({ key, value }) => (value === null ? [] : key)));
  return new Map([...found].filter(([key, uses]) => !values.has(key) || uses.length > 0));
}

/**
 * What the change's own code still uses of what its migrations take away. What it declares itself
 * under the old name counts, unless drizzle-kit would tell that a migration is missing.
 */
async function stillUsed(
  gone: readonly Target[],
  released: ReadSchema,
  merged: ReadSchema,
  change: Change,
  settings: Settings,
): Promise<ReadonlyMap<string, readonly Reference[]>> {
  const places = withOldColumns(gone, released, merged);
  const found = await usesOf(gone, { ...merged, places }, change, 'head', settings);
  return new Map([...found].filter(([, uses]) => uses.length > 0));
}

/**
 * The places of the merged schema with the columns that it declares no more under their old names,
 * so that code which still asks for them is found; a name that has another column now is left out.
 */
function withOldColumns(
  gone: readonly Target[],
  released: ReadSchema,
  merged: ReadSchema,
): ReadSchema['places'] {
  const tables = new Map(merged.places.tables);
  for (const { tables: keys, columns, value } of gone) {
    for (const key of value === null ? keys : []) {
      const now = tables.get(key);
      const before = released.places.tables.get(key);
      if (!now || !before) continue;
      const taken = new Set([...now.columns.values()].map(({ property }) => property));
      const old = [...before.columns].filter(
        ([name, { property }]) => columns?.has(name) && !taken.has(property),
      );
      tables.set(key, { ...now, columns: new Map([...now.columns, ...old]) });
    }
  }
  return { ...merged.places, tables };
}

/** Whether released has the files of base's schema as they are. */
async function isSame(change: Change, files: readonly string[]): Promise<boolean> {
  const [base, released] = await Promise.all([oidsOf(change, 'base'), oidsOf(change, 'released')]);
  return files.every((path) => base.get(path) === released.get(path));
}

async function oidsOf(change: Change, tree: Tree): Promise<ReadonlyMap<string, string>> {
  return new Map((await change.list(tree)).map(({ path, oid }) => [path, oid]));
}

async function pathsOf(change: Change, tree: Tree): Promise<ReadonlySet<string>> {
  return new Set((await change.list(tree)).map(({ path }) => path));
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
