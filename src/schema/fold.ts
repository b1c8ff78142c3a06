import type { CreateSchemaStmt, Node, TransactionStmt, VariableSetStmt } from '@pgsql/types';
import type { Statement } from '../sql/statement.ts';
import { createFromQuery, createInto, createTable } from './fold-create.ts';
import { foldAlterTable } from './fold-alter-table.ts';
import { foldDrop } from './fold-drop.ts';
import { alterEnum, createEnum } from './fold-enum.ts';
import { foldRename, foldSetSchema } from './fold-rename.ts';
import { isTaken, relationOf } from './lookup.ts';
import type { Schema } from './model.ts';
import { newIndex } from './new-index.ts';
import { type SourceText, sourceText } from './source-text.ts';

/**
 * Changes a schema as a statement does; what it creates is new. A statement that only stands in a
 * function's body changes nothing, one that runs conditionally is taken as run, and one that
 * PostgreSQL would refuse changes nothing where its error is common in guards: a name that exists,
 * an object that does not. Inheritance is followed from parent to partitions, and only columns are.
 */
export function fold(schema: Schema, statement: Statement): void {
  if (statement.runs !== 'on-call') foldNode(schema, statement.node, sourceText(statement));
}

function foldNode(schema: Schema, node: Node, source: SourceText): void {
  if ('CreateStmt' in node) return createTable(schema, node.CreateStmt, source);
  if ('CreateForeignTableStmt' in node) {
    const { base } = node.CreateForeignTableStmt;
    return createTable(schema, base ?? {}, source, 'foreign table');
  }
  if ('AlterTableStmt' in node) return foldAlterTable(schema, node.AlterTableStmt, source);
  if ('IndexStmt' in node) {
    const relation = relationOf(schema, node.IndexStmt.relation);
    if (!relation) return;
    const index = newIndex(schema, relation, node.IndexStmt, source);
    const name = { ...relation.name, name: index.name };
    if (!isTaken(schema, name)) relation.indexes.push(index);
    return;
  }
  if ('DropStmt' in node) return foldDrop(schema, node.DropStmt);
  if ('RenameStmt' in node) return foldRename(schema, node.RenameStmt);
  if ('AlterObjectSchemaStmt' in node) return foldSetSchema(schema, node.AlterObjectSchemaStmt);
  if ('CreateEnumStmt' in node) return createEnum(schema, node.CreateEnumStmt);
  if ('AlterEnumStmt' in node) return alterEnum(schema, node.AlterEnumStmt);
  if ('ViewStmt' in node) return createFromQuery(schema, node.ViewStmt.view, 'view');
  if ('CreateTableAsStmt' in node) {
    const { into, objtype } = node.CreateTableAsStmt;
    const kind = objtype === 'OBJECT_MATVIEW' ? 'materialized view' : 'table';
    return createInto(schema, into, kind);
  }
  if ('SelectStmt' in node && node.SelectStmt.intoClause) {
    return createInto(schema, node.SelectStmt.intoClause, 'table');
  }
  if ('CreateSchemaStmt' in node) return createSchema(schema, node.CreateSchemaStmt, source);
  if ('VariableSetStmt' in node) return setVariable(schema, node.VariableSetStmt);
  if ('TransactionStmt' in node) return endTransaction(schema, node.TransactionStmt);
}

/** What CREATE SCHEMA creates along stands in that schema. */
function createSchema(schema: Schema, create: CreateSchemaStmt, source: SourceText): void {
  const path = schema.localSearchPath;
  schema.localSearchPath = [create.schemaname ?? create.authrole?.rolename ?? 'public'];
  for (const element of create.schemaElts ?? []) foldNode(schema, element, source);
  schema.localSearchPath = path;
}

function setVariable(schema: Schema, { kind, name, args, is_local }: VariableSetStmt): void {
  if (kind === 'VAR_RESET_ALL' || (kind === 'VAR_RESET' && name === 'search_path')) {
    schema.localSearchPath = null;
    schema.searchPath = ['public'];
    return;
  }
  if (name !== 'search_path') return;
  const named = (args ?? []).flatMap((each) =>
    'A_Const' in each && each.A_Const.sval ? [each.A_Const.sval.sval ?? ''] : [],
  );
  const path = kind === 'VAR_SET_VALUE' ? named.filter((each) => each !== '$user') : ['public'];
  schema.localSearchPath = is_local ? path : null;
  if (!is_local) schema.searchPath = path;
}

function endTransaction(schema: Schema, { kind }: TransactionStmt): void {
  if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') schema.localSearchPath = null;
}
