import { folderOf, join } from '../paths.ts';
import type { WireFile, WireImport, WireObject, WireSchema, WireUnresolved } from '../wire.ts';
import { type Budget, createBudget } from './budget.ts';
import { attempt, collectEntities, type Entity, type Failure } from './entities.ts';
import { createGlobals } from './globals.ts';
import { createHost, type Drizzle } from './host.ts';
import type { ModuleFile } from './module-file.ts';
import { createModules, foreignStars } from './modules.ts';
import { placesOfTable } from './places.ts';
import { createRecorder } from './recorder.ts';
import { keyOfTable, readRelations } from './relations.ts';
import type { Modules, Run } from './scope.ts';
import { type SpotWriter, spotWriter } from './spots.ts';
import { type ModuleRequest, Opaque, type Unmade } from './values.ts';

export type Snapshot = Readonly<Record<string, unknown>>;

export interface ReadingOptions {
  readonly entry: readonly string[];
  readonly drizzle: Drizzle;
  /** drizzle-kit's snapshot of entities; throws where it refuses them. */
  generate(entities: readonly object[]): Snapshot;
  parse(path: string, text: string): ModuleFile;
}

/** One reading. It is stepped until it needs nothing more. */
export interface Reading {
  add(files: readonly WireFile[]): void;
  /** Says where imports lead, in the order in which they were asked for. */
  resolve(imports: readonly WireImport[], paths: readonly (string | null)[]): void;
  /** Goes on as far as it can. Throws `OverBudget`. */
  step(): { readonly needs: readonly WireImport[] } | { readonly schema: WireSchema };
}

/** Starts to read a schema from its files. Nothing of them is run; see `Opaque` and `Unresolved`. */
export function startReading({ entry, drizzle, generate, parse }: ReadingOptions): Reading {
  const files = new Map<string, ModuleFile>();
  const resolutions = new Map<string, string | null>();
  const budget = createBudget();
  const checkedTables = new Set<object>();
  const library = {
    files,
    resolve(request: ModuleRequest): string | null | undefined {
      const known = resolutions.get(`${request.from}\0${request.specifier}`);
      return known === undefined ? beside(request) : known;
    },
  };
  const run = createRun(drizzle, budget, (runOf) => createModules(library, runOf));

  /** A file that is here already and is the first that the import could mean. */
  function beside({ from, specifier }: ModuleRequest): string | undefined {
    if (!/^\.\.?\/[^.]*$/.test(specifier.replace(/^(?:\.\.\/)+/, './'))) return undefined;
    const path = `${join(folderOf(from), specifier) ?? ''}.ts`;
    return files.has(path) ? path : undefined;
  }

  function add(added: readonly WireFile[]): void {
    for (const { path, text } of added) {
      if (files.has(path)) continue;
      budget.file(text.length);
      files.set(path, parse(path, text));
    }
  }

  function resolve(imports: readonly WireImport[], paths: readonly (string | null)[]): void {
    imports.forEach(({ from, specifier }, index) => {
      const path = paths[index] ?? null;
      resolutions.set(`${from}\0${specifier}`, path !== null && files.has(path) ? path : null);
    });
  }

  function step(): ReturnType<Reading['step']> {
    const collected = collectEntities(entry, run);
    const checked = checkTables(collected.entities, run, checkedTables);
    const write = spotWriter([...files.keys()]);
    const relations = readRelations(checked.sound, run, write);
    const needs = [...collected.needs, ...checked.needs, ...relations.needs];
    if (needs.length > 0) return { needs: unique(needs) };
    const failures = [...collected.failures, ...checked.failures, ...relations.failures];
    const stars = foreignStars(library, entry).map(({ from, specifier }): Failure => {
      const error = new Opaque(`export * from ${specifier}`, null, true);
      return { path: from, name: '*', error, unmade: null };
    });
    const generated = generateSound(checked.sound, generate);
    return {
      schema: {
        ...writeSchema(generated, run, write),
        files: [...files.keys()],
        relations: relations.relations,
        unresolved: [...failures, ...generated.failures, ...stars].map((each) =>
          writeFailure(each, write),
        ),
      },
    };
  }

  return { add, resolve, step };
}

function createRun(
  drizzle: Drizzle,
  budget: Budget,
  makeModules: (runOf: () => Run) => Modules,
): Run {
  const globals = new Map<string, unknown>();
  const run: Run = {
    budget,
    host: createHost(drizzle),
    recorder: createRecorder(drizzle),
    modules: makeModules(() => run),
    globals,
    closures: new WeakMap(),
    made: new WeakSet(),
    additions: new WeakMap(),
  };
  const made = createGlobals(run, ({ module }) => {
    return { run, module, parent: null, variables: new Map() };
  });
  for (const [name, value] of made) globals.set(name, value);
  return run;
}

/** Runs what tables leave for later: their indexes and constraints, references, and generated columns. */
function checkTables(entities: readonly Entity[], { host, budget }: Run, known: Set<object>) {
  const { pg } = host.drizzle;
  const sound: Entity[] = [];
  const failures: Failure[] = [];
  const needs: ModuleRequest[] = [];
  for (const entity of entities) {
    const { value, path, name } = entity;
    const checked = attempt(() => {
      if (!(value instanceof pg.PgTable) || known.has(value)) return;
      budget.step();
      buildExtrasOnce(value, host);
      const { columns, foreignKeys } = pg.getTableConfig(value);
      for (const each of foreignKeys) each.reference();
      for (const { generated } of columns) {
        if (typeof generated?.as === 'function') generated.as();
      }
      known.add(value);
    });
    if ('result' in checked) sound.push(entity);
    if ('needs' in checked) needs.push(...checked.needs);
    if ('failed' in checked) {
      const unmade = unmadeTable(value, host.drizzle);
      failures.push({ path, name, error: checked.failed, unmade });
    }
  }
  return { sound, failures, needs };
}

/**
 * Lets a table give the indexes and constraints that it makes now whenever it is asked for them:
 * drizzle-kit asks a table for each foreign key that refers to it.
 */
function buildExtrasOnce(table: object, { drizzle: { orm } }: Run['host']): void {
  const { Symbol: symbols } = orm.Table as unknown as { Symbol: Record<string, symbol> };
  const builder = symbols['ExtraConfigBuilder']!;
  const build: unknown = Reflect.get(table, builder);
  if (typeof build !== 'function') return;
  const extras: unknown = build(Reflect.get(table, symbols['ExtraConfigColumns']!));
  Reflect.set(table, builder, () => extras);
}

function unmadeTable(table: object, { orm }: Drizzle): Unmade {
  const symbols = orm.Table as unknown as { Symbol: { Schema: symbol } };
  const schema: unknown = Reflect.get(table, symbols.Symbol.Schema);
  const name: unknown = orm.getTableName(table as Parameters<typeof orm.getTableName>[0]);
  return { kind: 'table', schema: textOrNull(schema), name: textOrNull(name) };
}

/** Builders take names of any type. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

interface Generated {
  readonly entities: readonly Entity[];
  readonly snapshot: Snapshot | null;
  readonly problem: string | null;
  readonly failures: readonly Failure[];
}

/** The snapshot of all entities; where drizzle-kit refuses them, of those that it takes one by one. */
function generateSound(
  entities: readonly Entity[],
  generate: ReadingOptions['generate'],
): Generated {
  const all = attempt(() => generate(entities.map(({ value }) => value)));
  if ('result' in all) return { entities, snapshot: all.result, problem: null, failures: [] };
  const failures: Failure[] = [];
  const sound = entities.filter(({ value, path, name }) => {
    const alone = attempt(() => generate([value]));
    if ('failed' in alone) {
      failures.push({ path, name, error: alone.failed, unmade: alone.failed.unmade });
    }
    return 'result' in alone;
  });
  const rest = attempt(() => generate(sound.map(({ value }) => value)));
  if ('result' in rest) return { entities: sound, snapshot: rest.result, problem: null, failures };
  const problem = 'failed' in rest ? rest.failed.message : 'it does not come to an end';
  return { entities: [], snapshot: null, problem, failures };
}

function unique(needs: readonly ModuleRequest[]): ModuleRequest[] {
  return [...new Map(needs.map((each) => [`${each.from}\0${each.specifier}`, each])).values()];
}

function writeFailure({ path, name, error, unmade }: Failure, write: SpotWriter): WireUnresolved {
  const why = error instanceof Opaque ? error.why : error.message;
  const place = write(error.spot);
  return { name, why: why.slice(0, 500), place, path, object: unmade };
}

function writeSchema(
  { entities, snapshot, problem }: Generated,
  run: Run,
  write: SpotWriter,
): Pick<WireSchema, 'snapshot' | 'problem' | 'tables' | 'objects'> {
  const { pg } = run.host.drizzle;
  const inSnapshot = (snapshot?.tables ?? {}) as Record<string, Snapshot>;
  const tables = entities.flatMap(({ value }) => {
    if (!(value instanceof pg.PgTable)) return [];
    const key = keyOfTable(value, run);
    const own = Object.hasOwn(inSnapshot, key) ? inSnapshot[key] : undefined;
    return own ? [placesOfTable(value, own, key, run, write)] : [];
  });
  const objects = entities.flatMap(({ value }) => objectOf(value, run, write) ?? []);
  return { snapshot, problem, tables, objects };
}

function objectOf(value: object, run: Run, write: SpotWriter): WireObject | null {
  const { host, recorder } = run;
  const { orm, pg } = host.drizzle;
  const place = write(recorder.spotOf(value));
  if (pg.isPgEnum(value)) {
    return { kind: 'enums', key: `${value.schema ?? 'public'}.${value.enumName}`, place };
  }
  if (value instanceof orm.View) {
    const { name, schema } = pg.isPgView(value)
      ? pg.getViewConfig(value)
      : pg.getMaterializedViewConfig(value as Parameters<typeof pg.getMaterializedViewConfig>[0]);
    return { kind: 'views', key: `${schema ?? 'public'}.${name}`, place };
  }
  if (value instanceof pg.PgSequence) {
    return { kind: 'sequences', key: `${value.schema ?? 'public'}.${value.seqName}`, place };
  }
  if (value instanceof pg.PgRole) return { kind: 'roles', key: String(value.name), place };
  if (value instanceof pg.PgPolicy) return { kind: 'policies', key: String(value.name), place };
  if (value instanceof pg.PgSchema)
    return { kind: 'schemas', key: String(value.schemaName), place };
  return null;
}
