import type { SchemaDifference } from '../schema/difference.ts';
import type { Column, Constraint, Relation, Schema } from '../schema/model.ts';
import { formatType } from '../sql/format-type.ts';
import { writeName, writeQualified } from '../sql/identifier.ts';

/** A table that a change touches, or that one of those references, as it is afterwards. */
export interface TouchedTable {
  /** As people write it: `users`, `auth.sessions`. */
  readonly name: string;
  readonly isNew: boolean;
  /** Whether it is only referenced. */
  readonly isOther: boolean;
  readonly columns: readonly TouchedColumn[];
  readonly references: readonly TouchedReference[];
}

export interface TouchedColumn {
  readonly name: string;
  readonly type: string;
  readonly key: 'primary' | 'foreign' | null;
  readonly change: 'added' | 'changed' | null;
}

export interface TouchedReference {
  readonly to: string;
  readonly columns: readonly string[];
  /** Whether a row may reference none. */
  readonly isOptional: boolean;
  /** Whether at most one row references another. */
  readonly isUnique: boolean;
}

/** The tables whose columns or foreign keys a change touches, and those that they reference. */
export function touchedTables(
  changes: readonly SchemaDifference[],
  after: Schema,
): readonly TouchedTable[] {
  const kinds = new Map(changes.map((each) => [`${each.object} ${nameAfter(each)}`, each.kind]));
  const all = [...after.relations.values()].filter(({ kind }) => /table$/.test(kind));
  const touched = all.filter((relation) => isTouched(relation, kinds));
  const targets = new Set(
    touched.flatMap(({ constraints }) => constraints.flatMap((each) => targetOf(each) ?? [])),
  );
  return all
    .filter((each) => touched.includes(each) || targets.has(nameOf(each)))
    .map((relation) => tableOf(relation, touched.includes(relation), kinds));
}

type Kinds = ReadonlyMap<string, SchemaDifference['kind']>;

/** What was renamed is called by its old name, with the new one in the detail. */
function nameAfter({ kind, name, detail }: SchemaDifference): string {
  return kind === 'renamed' ? detail.replace(/^to /, '') : name;
}

function isTouched({ name, columns, constraints }: Relation, kinds: Kinds): boolean {
  const table = writeQualified(name.schema, name.name);
  return (
    kinds.has(`table ${table}`) ||
    [...columns.keys()].some((column) => kinds.has(`column ${table}.${writeName(column)}`)) ||
    constraints.some(
      (each) =>
        each.references && each.name && kinds.has(`constraint ${table}.${writeName(each.name)}`),
    )
  );
}

function tableOf(relation: Relation, isTouchedItself: boolean, kinds: Kinds): TouchedTable {
  const name = nameOf(relation);
  return {
    name,
    isNew: kinds.get(`table ${name}`) === 'added',
    isOther: !isTouchedItself,
    columns: [...relation.columns.values()].map((column) => ({
      name: column.name,
      type: formatType(column.type),
      key: keyOfColumn(column, relation),
      change: changeOf(kinds.get(`column ${name}.${writeName(column.name)}`)),
    })),
    references: isTouchedItself
      ? relation.constraints.flatMap((each) => reference(each, relation))
      : [],
  };
}

function keyOfColumn({ name }: Column, { constraints }: Relation): TouchedColumn['key'] {
  const has = (kind: Constraint['kind']) =>
    constraints.some((each) => each.kind === kind && each.columns.includes(name));
  if (has('primary key')) return 'primary';
  return has('foreign key') ? 'foreign' : null;
}

function changeOf(kind: SchemaDifference['kind'] | undefined): TouchedColumn['change'] {
  if (kind === undefined || kind === 'removed') return null;
  return kind === 'added' ? 'added' : 'changed';
}

function reference(constraint: Constraint, relation: Relation): TouchedReference[] {
  const to = targetOf(constraint);
  if (to === null) return [];
  const { columns } = constraint;
  const keys = relation.constraints.filter(({ kind }) => /^(primary key|unique)$/.test(kind));
  return [
    {
      to,
      columns,
      isOptional: columns.some((column) => relation.columns.get(column)?.notNull !== true),
      isUnique: keys.some((key) => key.columns.every((column) => columns.includes(column))),
    },
  ];
}

function targetOf({ references }: Constraint): string | null {
  return references && writeQualified(references.table.schema, references.table.name);
}

function nameOf({ name }: Relation): string {
  return writeQualified(name.schema, name.name);
}
