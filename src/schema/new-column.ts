import type { ColumnDef, Constraint as ConstraintNode } from '@pgsql/types';
import { dataTypeOf, isSerialName } from '../sql/type-name.ts';
import { makeName } from './choose-name.ts';
import { typeSchema } from './lookup.ts';
import type { Column, QualifiedName, Relation, Schema } from './model.ts';
import type { SourceText } from './source-text.ts';
import { writeQualified } from '../sql/identifier.ts';

const requiring: ReadonlySet<string> = new Set([
  'CONSTR_NOTNULL',
  'CONSTR_PRIMARY',
  'CONSTR_IDENTITY',
]);

/** The column that a definition declares; its constraints with names of their own are not in it. */
export function newColumn(
  schema: Schema,
  relation: Relation,
  definition: ColumnDef,
  source: SourceText,
): Column {
  const { colname: name = '', typeName = {} } = definition;
  const column: Column = {
    name,
    type: dataTypeOf(typeName, (type) => typeSchema(schema, type)),
    notNull: false,
    default: null,
    generated: null,
    identity: null,
    isNew: true,
  };
  if (isSerialName(typeName)) {
    column.notNull = true;
    column.default = serialDefault(relation.name, name);
  }
  applyOptions(column, definition, source);
  return column;
}

/** What PostgreSQL makes the default of a serial column. */
export function serialDefault(relation: QualifiedName, column: string): string {
  const sequence = writeQualified(relation.schema, makeName(relation.name, [column], 'seq'));
  return `nextval('${sequence}'::regclass)`;
}

/** Applies NOT NULL, DEFAULT, GENERATED and the like of a definition to a column. */
export function applyOptions(column: Column, definition: ColumnDef, source: SourceText): void {
  for (const option of constraintsOf(definition)) {
    const { contype = '', location = 0 } = option;
    if (requiring.has(contype)) column.notNull = true;
    if (contype === 'CONSTR_DEFAULT') {
      column.default = source.after('default', location, endOf(option, definition));
    }
    if (contype === 'CONSTR_IDENTITY') column.identity = identityOf(option.generated_when);
    if (contype === 'CONSTR_GENERATED') column.generated = generatedOf(option);
  }
}

/** The constraints in a column's definition. */
export function constraintsOf(definition: ColumnDef): ConstraintNode[] {
  const constraints: ConstraintNode[] = [];
  for (const each of definition.constraints ?? []) {
    if ('Constraint' in each) constraints.push(each.Constraint);
  }
  return constraints;
}

/** `a` and `d` are ATTRIBUTE_IDENTITY_ALWAYS and _BY_DEFAULT of pg_attribute.h. */
export function identityOf(letter: string | undefined): Column['identity'] {
  return letter === 'a' ? 'always' : 'by default';
}

/** Grammars before 18 know stored columns only, and say nothing. */
function generatedOf(option: ConstraintNode): Column['generated'] {
  return option.generated_kind === 'v' ? 'virtual' : 'stored';
}

/** Location of what follows a constraint of a column. */
function endOf({ location = 0 }: ConstraintNode, definition: ColumnDef): number {
  const places = constraintsOf(definition).map((each) => each.location ?? 0);
  if (definition.collClause?.location !== undefined) places.push(definition.collClause.location);
  return Math.min(...places.filter((place) => place > location));
}
