import { type QualifiedName, type Relation, type Schema, keyOf } from '../schema/model.ts';
import { viewsOf } from '../schema/views-of.ts';
import { writeQualified } from '../sql/identifier.ts';
import type { StatementVisit } from './check.ts';

/** What a CASCADE takes along of other objects, as people write their names. */
export interface TakenAlong {
  readonly views: readonly string[];
  /** Foreign keys of other tables, with their tables. */
  readonly keys: readonly string[];
}

/**
 * What DROP … CASCADE of a relation, or of one column of it, takes along: views that read it and
 * foreign keys that refer to it, as far as they stood before the change and are gone after it
 * though their tables stay.
 */
export function takenAlong(
  { before, end }: Pick<StatementVisit, 'before' | 'end'>,
  relation: Relation,
  column?: string,
): TakenAlong {
  const after = end();
  const views = viewsAbove(before, relation.name, column).filter(
    ({ name, isNew }) => !isNew && !after.relations.has(keyOf(name)),
  );
  const key = keyOf(relation.name);
  const keys = [...before.relations.values()].flatMap(({ name, constraints }) => {
    const stays = keyOf(name) !== key && after.relations.has(keyOf(name));
    const lost = constraints.filter(
      ({ references, isNew }) =>
        stays &&
        !isNew &&
        references &&
        keyOf(references.table) === key &&
        (column === undefined || references.columns.includes(column)),
    );
    return lost.map((each) => `${written(name)}.${each.name ?? each.columns.join()}`);
  });
  return { views: [...new Set(views.map(({ name }) => written(name)))], keys };
}

function viewsAbove(schema: Schema, name: QualifiedName, column?: string): Relation[] {
  const views = viewsOf(schema, name, column);
  return [...views, ...views.flatMap((view) => viewsAbove(schema, view.name))];
}

function written({ schema, name }: QualifiedName): string {
  return writeQualified(schema, name);
}
