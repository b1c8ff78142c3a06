import type { Node } from '@pgsql/types';
import type { Range, Statement } from '../sql/statement.ts';
import { stringsOf } from '../sql/tree.ts';
import { rangeFrom } from './columns.ts';
import { alterCommands, as } from './nodes.ts';

/** What teams have rules for the names of. */
export const namedKinds = [
  'table',
  'column',
  'index',
  'primary key',
  'unique',
  'foreign key',
  'check',
  'enum',
] as const;

export type NamedKind = (typeof namedKinds)[number];

/** A name that a statement gives to something new, or by RENAME. */
export interface NewName {
  readonly kind: NamedKind;
  readonly name: string;
  readonly at: Range;
}

/** Kinds of statements that give names. */
export const namingKinds = [
  'AlterTableStmt:AT_AddColumn',
  'AlterTableStmt:AT_AddConstraint',
  'CreateEnumStmt',
  'CreateStmt',
  'IndexStmt',
  'RenameStmt',
] as const;

/** The names that a statement gives; those that PostgreSQL chooses are left out. */
export function newNames(statement: Statement): NewName[] {
  const { node, range } = statement;
  const create = as(node, 'CreateStmt');
  if (create) {
    const table = create.relation?.relname ?? '';
    const elements = (create.tableElts ?? []).flatMap((each) => ofElement(statement, each));
    return [{ kind: 'table', name: table, at: range }, ...elements];
  }
  const index = as(node, 'IndexStmt');
  if (index?.idxname !== undefined) return [{ kind: 'index', name: index.idxname, at: range }];
  const type = stringsOf(as(node, 'CreateEnumStmt')?.typeName).at(-1);
  if (type !== undefined) return [{ kind: 'enum', name: type, at: range }];
  const rename = as(node, 'RenameStmt');
  const kind = renamed[rename?.renameType ?? ''];
  if (kind) return [{ kind, name: rename?.newname ?? '', at: range }];
  return alterCommands(node, 'AT_AddColumn', 'AT_AddConstraint').flatMap(({ command }) =>
    command.def ? ofElement(statement, command.def) : [],
  );
}

const renamed: Readonly<Record<string, NamedKind>> = {
  OBJECT_COLUMN: 'column',
  OBJECT_INDEX: 'index',
  OBJECT_TABLE: 'table',
};

const constraintKinds: Readonly<Record<string, NamedKind>> = {
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
};

/** A column with its constraints, or a constraint of the table. */
function ofElement(statement: Statement, element: Node): NewName[] {
  const column = as(element, 'ColumnDef');
  const own = column ? (column.constraints ?? []) : [element];
  const constraints = own.flatMap((each): NewName[] => {
    const { contype = '', conname, location } = as(each, 'Constraint') ?? {};
    const kind = constraintKinds[contype];
    if (!kind || conname === undefined) return [];
    return [{ kind, name: conname, at: rangeFrom(statement, location) }];
  });
  if (column?.colname === undefined) return constraints;
  const at = rangeFrom(statement, column.location);
  return [{ kind: 'column', name: column.colname, at }, ...constraints];
}
