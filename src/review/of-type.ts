import type { Column, QualifiedName, Relation, Schema } from '../schema/model.ts';

/** The columns of tables that have a type of the schema's own. */
export function columnsOfType(
  schema: Schema,
  type: QualifiedName,
): { readonly relation: Relation; readonly column: Column }[] {
  return [...schema.relations.values()]
    .filter(({ kind }) => !kind.endsWith('view'))
    .flatMap((relation) =>
      [...relation.columns.values()]
        .filter(({ type: own }) => own.schema === type.schema && own.name === type.name)
        .map((column) => ({ relation, column })),
    );
}
