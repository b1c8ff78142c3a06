import type { WireRelation } from '../wire.ts';
import { attempt, type Entity, type Failure } from './entities.ts';
import type { Run } from './scope.ts';
import type { SpotWriter } from './spots.ts';
import type { ModuleRequest } from './values.ts';

type Orm = Run['host']['drizzle']['orm'];
type Relations = InstanceType<Orm['Relations']>;

/** The relations of Drizzle's queries. Those that cannot be read are failures like exports. */
export function readRelations(
  entities: readonly Entity[],
  run: Run,
  write: SpotWriter,
): { relations: WireRelation[]; failures: Failure[]; needs: ModuleRequest[] } {
  const { orm } = run.host.drizzle;
  const relations: WireRelation[] = [];
  const failures: Failure[] = [];
  const needs: ModuleRequest[] = [];
  for (const { value, path, name } of entities) {
    if (!(value instanceof orm.Relations)) continue;
    const read = attempt(() => relationsOf(value, run, write));
    if ('result' in read) relations.push(...read.result);
    if ('needs' in read) needs.push(...read.needs);
    if ('failed' in read) {
      const unmade = { kind: 'relations', schema: null, name };
      failures.push({ path, name, error: read.failed, unmade });
    }
  }
  return { relations, failures, needs };
}

function relationsOf(value: Relations, run: Run, write: SpotWriter): WireRelation[] {
  const { orm } = run.host.drizzle;
  const { helpers, made } = noting(orm.createTableRelationsHelpers(value.table));
  run.host.allow(helpers.one);
  run.host.allow(helpers.many);
  const place = write(run.recorder.spotOf(value));
  const declared = Object.entries(value.config(helpers as never));
  return declared.map(([name, relation], index) => {
    // Drizzle copies each one, in their order.
    const own = made.length === declared.length ? made[index] : undefined;
    const { fields = [], references = [] } =
      relation instanceof orm.One ? (relation.config ?? {}) : {};
    return {
      table: keyOfTable(value.table, run),
      to: keyOfTable(relation.referencedTable, run),
      name,
      kind: relation instanceof orm.One ? 'one' : 'many',
      fields: propertiesOf(fields, value.table, orm),
      references: propertiesOf(references, relation.referencedTable, orm),
      relationName: textOrNull(relation.relationName),
      place: (own && write(run.recorder.spotOf(own))) ?? place,
    };
  });
}

type Helpers = ReturnType<Orm['createTableRelationsHelpers']>;

/** The helpers, and what they make. */
function noting({ one, many }: Helpers) {
  const made: object[] = [];
  function noted<Make extends (...args: never[]) => object>(make: Make): Make {
    return ((...args: Parameters<Make>) => {
      const relation = make(...args);
      made.push(relation);
      return relation;
    }) as Make;
  }
  return { helpers: { one: noted(one), many: noted(many) }, made };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

type Table = Relations['table'];

function propertiesOf(columns: readonly object[], table: Table, orm: Orm): string[] {
  const known = Object.entries(orm.getTableColumns(table));
  return columns.flatMap((column) => known.find(([, each]) => each === column)?.[0] ?? []);
}

/** The key that the snapshot has for a table. */
export function keyOfTable(table: object, { host }: Run): string {
  const { orm } = host.drizzle;
  const symbols = orm.Table as unknown as { Symbol: { Schema: symbol } };
  const schema: unknown = Reflect.get(table, symbols.Symbol.Schema);
  return `${typeof schema === 'string' ? schema : 'public'}.${orm.getTableName(table as Table)}`;
}
