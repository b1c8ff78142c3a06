import { cloneColumn, cloneConstraint, cloneIndex } from './clone.ts';
import { hasIndex } from './lookup.ts';
import type { Relation, Schema } from './model.ts';
import { chooseIndexName } from './new-index.ts';
import { constraintName } from './new-constraint.ts';

/** TableLikeOption of parsenodes.h since PostgreSQL 14. */
const including = {
  constraints: 1 << 2,
  defaults: 1 << 3,
  generated: 1 << 4,
  identity: 1 << 5,
  indexes: 1 << 6,
};

/** Copies what `LIKE table INCLUDING …` takes into a table; NOT NULL always comes along. */
export function copyLike(
  schema: Schema,
  relation: Relation,
  model: Relation,
  options: number,
): void {
  function has(option: keyof typeof including): boolean {
    return (options & including[option]) !== 0;
  }

  for (const [name, column] of model.columns) {
    const copy = { ...cloneColumn(column), isNew: true };
    if (!has('defaults')) copy.default = null;
    if (!has('generated')) copy.generated = null;
    if (!has('identity')) copy.identity = null;
    relation.columns.set(name, copy);
  }
  for (const constraint of model.constraints) {
    if (constraint.kind === 'foreign key') continue;
    if (!has(hasIndex(constraint) ? 'indexes' : 'constraints')) continue;
    const copy = { ...cloneConstraint(constraint), validated: true, isNew: true };
    if (hasIndex(copy)) copy.name = constraintName(schema, relation, copy.kind, copy.columns);
    relation.constraints.push(copy);
  }
  for (const index of has('indexes') ? model.indexes : []) {
    const copy = { ...cloneIndex(index), isNew: true };
    copy.name = chooseIndexName(schema, relation, [...copy.columns, ...copy.include]);
    relation.indexes.push(copy);
  }
}
