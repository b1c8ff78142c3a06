import type { Drizzle } from './host.ts';

/** What schema files may do with one kind of Drizzle's objects. */
export interface Kind {
  readonly name: string;
  readonly methods: ReadonlySet<string>;
  readonly properties: ReadonlySet<string>;
  /** Whether its columns are properties of their own. */
  readonly hasColumns: boolean;
}

/** The methods of column builders whose arguments run in the application, not in the database. */
export const runtimeMethods: ReadonlySet<string> = new Set([
  '$type',
  '$default',
  '$defaultFn',
  '$onUpdate',
  '$onUpdateFn',
]);

const columnBuilder =
  'notNull default primaryKey references unique array generatedAlwaysAs ' +
  'generatedAlwaysAsIdentity generatedByDefaultAsIdentity defaultNow defaultRandom';

const column = 'asc desc nullsFirst nullsLast op';

const select =
  'from where having groupBy orderBy limit offset leftJoin rightJoin innerJoin fullJoin ' +
  'crossJoin leftJoinLateral innerJoinLateral crossJoinLateral union unionAll intersect ' +
  'intersectAll except exceptAll as $dynamic';

/**
 * Finds the kind of an object by its class. Classes are compared by identity, which no value of
 * a schema file can imitate; null for every class that is not listed.
 */
export function kindsOf({ orm, pg }: Drizzle): (value: object) => Kind | null {
  const kinds: [object, Kind][] = [
    [orm.ColumnBuilder, kind('column builder', columnBuilder)],
    [orm.Column, kind('column', column, 'name enumValues notNull dataType columnType table')],
    [pg.PgTable, kind('table', 'enableRLS', '', true)],
    [orm.View, kind('view', '', '', true)],
    [orm.SQL, kind('sql', 'as mapWith inlineParams append')],
    [orm.SQL.Aliased, kind('aliased sql', '')],
    [orm.Subquery, kind('subquery', '', '', true)],
    [
      pg.PgSchema,
      kind('schema', 'table view materializedView enum sequence existing', 'schemaName'),
    ],
    [pg.IndexBuilderOn, kind('index builder', 'on onOnly using')],
    [pg.IndexBuilder, kind('index', 'concurrently with where')],
    [pg.UniqueOnConstraintBuilder, kind('unique builder', 'on')],
    [pg.UniqueConstraintBuilder, kind('unique', 'nullsNotDistinct')],
    [pg.PrimaryKeyBuilder, kind('primary key', '')],
    [pg.ForeignKeyBuilder, kind('foreign key', 'onDelete onUpdate')],
    [pg.CheckBuilder, kind('check', '')],
    [pg.PgPolicy, kind('policy', 'link', 'name')],
    [pg.PgRole, kind('role', 'existing', 'name')],
    [pg.PgSequence, kind('sequence', '', 'seqName schema')],
    [pg.ViewBuilder, kind('view builder', 'as with existing')],
    [pg.ManualViewBuilder, kind('view builder', 'as with existing')],
    [pg.MaterializedViewBuilder, kind('view builder', materialized)],
    [pg.ManualMaterializedViewBuilder, kind('view builder', materialized)],
    [pg.QueryBuilder, kind('query', 'select selectDistinct selectDistinctOn with $with')],
    [pg.PgSelectBuilder, kind('query', select)],
    [pg.PgSelectBase, kind('query', select)],
    [pg.PgSelectQueryBuilderBase, kind('query', select)],
    [orm.Relations, kind('relations', '')],
    [orm.Relation, kind('relation', '')],
    [orm.Param, kind('parameter', '')],
    [orm.Placeholder, kind('placeholder', '')],
    [orm.Name, kind('name', '')],
    [Date, kind('date', 'toISOString getTime valueOf')],
  ];
  const byPrototype = new Map(kinds.map(([type, each]) => [Reflect.get(type, 'prototype'), each]));

  return (value) => {
    let prototype: unknown = Object.getPrototypeOf(value);
    while (typeof prototype === 'object' && prototype !== null) {
      const found = byPrototype.get(prototype);
      if (found) return found;
      prototype = Object.getPrototypeOf(prototype);
    }
    return null;
  };
}

const materialized = 'as with using tablespace withNoData existing';

function kind(name: string, methods: string, properties = '', hasColumns = false): Kind {
  return { name, methods: words(methods), properties: words(properties), hasColumns };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').filter((each) => each !== ''));
}
