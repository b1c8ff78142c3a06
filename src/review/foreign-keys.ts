import type { Constraint, Node, RangeVar } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { alterCommands, as } from './nodes.ts';

/** A foreign key that a statement makes. */
export interface NewForeignKey {
  readonly table: RangeVar;
  readonly parent: RangeVar;
  readonly columns: readonly string[];
  /** Empty where the statement leaves them to the primary key. */
  readonly referenced: readonly string[];
  readonly constraint: Constraint;
}

/** The foreign keys that a statement makes: by ALTER TABLE, or along with a table or a column. */
export function newForeignKeys(node: Node): NewForeignKey[] {
  const create = as(node, 'CreateStmt');
  const table = create?.relation;
  const elements = [
    ...(table ? (create.tableElts ?? []).map((element) => ({ table, element })) : []),
    ...alterCommands(node, 'AT_AddConstraint', 'AT_AddColumn').flatMap((each) =>
      each.command.def ? { table: each.table, element: each.command.def } : [],
    ),
  ];
  return elements.flatMap(({ table: owner, element }) => {
    const column = as(element, 'ColumnDef');
    const constraints = column ? (column.constraints ?? []) : [element];
    return constraints.flatMap((each): NewForeignKey[] => {
      const constraint = as(each, 'Constraint');
      if (!constraint?.pktable) return [];
      const listed = stringsOf(constraint.fk_attrs);
      return [
        {
          table: owner,
          parent: constraint.pktable,
          columns: listed.length > 0 ? listed : [column?.colname ?? ''],
          referenced: stringsOf(constraint.pk_attrs),
          constraint,
        },
      ];
    });
  });
}
