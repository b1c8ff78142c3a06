import { type QualifiedName, type Relation, type Schema, keyOf } from './model.ts';

/**
 * The views that read a relation, or one column of it. A column is taken to be read where the view
 * names it and reads nothing else that has a column of that name, or takes all by `*`.
 */
export function viewsOf(schema: Schema, name: QualifiedName, column?: string): Relation[] {
  return [...schema.relations.values()].filter(({ query }) => {
    if (!query?.relations.some((each) => keyOf(each) === keyOf(name))) return false;
    if (column === undefined) return true;
    if (!query.star && !query.columns.has(column)) return false;
    const others = query.relations.filter((each) => keyOf(each) !== keyOf(name));
    return others.every((each) => {
      const relation = schema.relations.get(keyOf(each));
      return relation !== undefined && !relation.columns.has(column);
    });
  });
}
