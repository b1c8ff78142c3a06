import type { AlterTableStmt } from '@pgsql/types';
import { stringsOf, commandsOf } from '../sql/tree.ts';
import type { Statement } from '../sql/statement.ts';

/** What a statement does to an object, by the last part of its name. */
export interface Deed {
  readonly kind: 'makes' | 'drops';
  readonly object: 'relation' | 'column' | 'type' | 'constraint';
  /** The table, for a column. */
  readonly of: string | null;
  readonly name: string;
}

/** Which tables, views, indexes, columns, types and constraints a statement makes and drops. */
export function deedsOf({ node }: Statement): readonly Deed[] {
  if ('CreateStmt' in node) {
    const of = node.CreateStmt.relation?.relname ?? '';
    const columns = (node.CreateStmt.tableElts ?? []).flatMap((each): Deed[] =>
      'ColumnDef' in each
        ? [{ kind: 'makes', object: 'column', of, name: each.ColumnDef.colname ?? '' }]
        : [],
    );
    return [relation('makes', of), ...columns];
  }
  if ('ViewStmt' in node) return [relation('makes', node.ViewStmt.view?.relname)];
  if ('CreateSeqStmt' in node) return [relation('makes', node.CreateSeqStmt.sequence?.relname)];
  if ('IndexStmt' in node) return [relation('makes', node.IndexStmt.idxname)];
  if ('CreateEnumStmt' in node) {
    const name = stringsOf(node.CreateEnumStmt.typeName).at(-1);
    return [{ kind: 'makes', object: 'type', of: null, name: name ?? '' }];
  }
  if ('RenameStmt' in node) return renamed(node.RenameStmt);
  if ('DropStmt' in node) {
    return (node.DropStmt.objects ?? []).flatMap((each): Deed[] => {
      const isType = 'TypeName' in each;
      const name = stringsOf(isType ? (each.TypeName.names ?? []) : each).at(-1);
      if (name === undefined) return [];
      return [{ kind: 'drops', object: isType ? 'type' : 'relation', of: null, name }];
    });
  }
  return 'AlterTableStmt' in node ? alterDeeds(node.AlterTableStmt) : [];
}

function alterDeeds(alter: AlterTableStmt): Deed[] {
  const of = alter.relation?.relname ?? null;
  return commandsOf(alter).flatMap(({ subtype, def, name = '' }): Deed[] => {
    if (subtype === 'AT_DropColumn') return [{ kind: 'drops', object: 'column', of, name }];
    if (subtype === 'AT_DropConstraint') {
      return [{ kind: 'drops', object: 'constraint', of: null, name }];
    }
    if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def) {
      return [{ kind: 'makes', object: 'column', of, name: def.ColumnDef.colname ?? '' }];
    }
    if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) {
      return [
        { kind: 'makes', object: 'constraint', of: null, name: def.Constraint.conname ?? '' },
      ];
    }
    return [];
  });
}

function relation(kind: Deed['kind'], name: string | undefined): Deed {
  return { kind, object: 'relation', of: null, name: name ?? '' };
}

function renamed(statement: {
  readonly renameType?: string;
  readonly relation?: { readonly relname?: string };
  readonly subname?: string;
  readonly newname?: string;
}): Deed[] {
  const { renameType, relation: table, subname = '', newname = '' } = statement;
  if (renameType === 'OBJECT_COLUMN') {
    const of = table?.relname ?? null;
    return [
      { kind: 'drops', object: 'column', of, name: subname },
      { kind: 'makes', object: 'column', of, name: newname },
    ];
  }
  return [relation('drops', table?.relname), relation('makes', newname)];
}
