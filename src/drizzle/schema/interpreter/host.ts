import type * as Orm from 'drizzle-orm';
import type * as Pg from 'drizzle-orm/pg-core';
import { isPlain } from './coerce.ts';
import { HostModule } from './values.ts';
import { type Kind, kindsOf } from './host-kinds.ts';

/** Drizzle's packages, loaded by whoever may load packages. */
export interface Drizzle {
  readonly orm: typeof Orm;
  readonly pg: typeof Pg;
  supabase(): object;
  neon(): object;
}

/** What schema files may use of Drizzle. */
export interface Host {
  readonly drizzle: Drizzle;
  /** A module by its name; null where it is not one of those. */
  module(specifier: string): HostModule | null;
  /** Whether a function is one that may be called. */
  isCallable(value: unknown): value is (...args: unknown[]) => unknown;
  /** Lets functions be called that a builder returned. */
  allow(value: unknown): void;
  kindOf(value: object): Kind | null;
  isEnum(value: unknown): boolean;
  /** The kind of object that a function of Drizzle's makes: `table` of `pgTable`. */
  makes(value: unknown): string | null;
}

const columns =
  'bigint bigserial bit boolean char cidr customType date decimal doublePrecision geometry ' +
  'halfvec inet integer interval json jsonb line macaddr macaddr8 numeric point real serial ' +
  'smallint smallserial sparsevec text time timestamp uuid varchar vector';

const ofPg =
  `${columns} pgTable pgTableCreator pgSchema pgEnum pgView pgMaterializedView pgSequence pgRole ` +
  'pgPolicy index uniqueIndex unique primaryKey foreignKey check alias union unionAll intersect ' +
  'intersectAll except exceptAll';

const ofOrm =
  'sql eq ne and or not gt gte lt lte isNull isNotNull inArray notInArray exists notExists ' +
  'between notBetween like notLike ilike notIlike arrayContains arrayContained arrayOverlaps ' +
  'asc desc relations getTableColumns getTableName count countDistinct sum sumDistinct avg ' +
  'avgDistinct max min cosineDistance l2Distance innerProduct l1Distance hammingDistance ' +
  'jaccardDistance param placeholder aliasedTable';

const ofSupabase =
  'anonRole authenticatedRole postgresRole serviceRole supabaseAuthAdminRole authUsers ' +
  'realtimeMessages authUid realtimeTopic';

const ofNeon = 'anonymousRole authenticatedRole crudPolicy authUid usersSync';

/** Opens a part of Drizzle to schema files; everything that is not listed stays closed. */
export function createHost(drizzle: Drizzle): Host {
  const callable = new WeakSet<object>();
  const kindOf = kindsOf(drizzle);
  const modules = new Map<string, HostModule>();

  function pick(name: string, source: object, names: string): HostModule {
    const found = names.split(' ').flatMap((each) => {
      const value: unknown = Reflect.get(source, each);
      if (typeof value === 'function') callable.add(value);
      return value === undefined ? [] : [[each, value] as const];
    });
    return new HostModule(name, new Map(found));
  }

  const pg = pick('drizzle-orm/pg-core', drizzle.pg, ofPg);
  const orm = pick('drizzle-orm', drizzle.orm, ofOrm);
  for (const name of ['raw', 'identifier', 'join', 'param', 'placeholder', 'empty', 'fromList']) {
    callable.add(Reflect.get(drizzle.orm.sql, name) as object);
  }

  function module(specifier: string): HostModule | null {
    if (specifier.startsWith('drizzle-orm/pg-core')) return pg;
    if (/^drizzle-orm(?:\/(?:sql|relations|table|column|utils|index)\b.*)?$/.test(specifier)) {
      return orm;
    }
    if (specifier !== 'drizzle-orm/supabase' && specifier !== 'drizzle-orm/neon') return null;
    const known = modules.get(specifier) ?? vendor(specifier);
    modules.set(specifier, known);
    return known;
  }

  function vendor(specifier: string): HostModule {
    return specifier.endsWith('neon')
      ? pick(specifier, drizzle.neon(), ofNeon)
      : pick(specifier, drizzle.supabase(), ofSupabase);
  }

  function allow(value: unknown): void {
    if (typeof value === 'function') callable.add(value);
  }

  const makers = new Map<unknown, string>([
    [drizzle.pg.pgTable, 'table'],
    [drizzle.pg.pgEnum, 'enum'],
    [drizzle.pg.pgView, 'view'],
    [drizzle.pg.pgMaterializedView, 'view'],
    [drizzle.pg.pgSequence, 'sequence'],
    [drizzle.pg.pgRole, 'role'],
    [drizzle.pg.pgPolicy, 'policy'],
    [drizzle.pg.pgSchema, 'schema'],
  ]);

  return {
    drizzle,
    module,
    isCallable: (value): value is (...args: unknown[]) => unknown =>
      typeof value === 'function' && callable.has(value),
    allow,
    kindOf: (value) => (isPlain(value) || Array.isArray(value) ? null : kindOf(value)),
    makes: (value) => makers.get(value) ?? null,
    isEnum: (value) => drizzle.pg.isPgEnum(value),
  };
}
