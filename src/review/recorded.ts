import type { Node } from '@pgsql/types';
import type { ParsedSql, Statement } from '../sql/statement.ts';
import { commandsOf } from '../sql/tree.ts';

const alwaysRecorded: ReadonlySet<string> = new Set([
  'AlterEnumStmt',
  'AlterObjectSchemaStmt',
  'AlterPolicyStmt',
  'AlterSeqStmt',
  'CreateEnumStmt',
  'CreatePolicyStmt',
  'CreateSchemaStmt',
  'CreateSeqStmt',
  'IndexStmt',
]);

const recordedCommands: ReadonlySet<string> = new Set([
  'AT_AddColumn',
  'AT_AddConstraint',
  'AT_AddIdentity',
  'AT_AlterColumnType',
  'AT_ColumnDefault',
  'AT_DisableRowSecurity',
  'AT_DropColumn',
  'AT_DropConstraint',
  'AT_DropIdentity',
  'AT_DropNotNull',
  'AT_EnableRowSecurity',
  'AT_SetIdentity',
  'AT_SetNotNull',
]);

const recordedObjects: ReadonlySet<string> = new Set([
  'OBJECT_COLUMN',
  'OBJECT_INDEX',
  'OBJECT_MATVIEW',
  'OBJECT_POLICY',
  'OBJECT_SCHEMA',
  'OBJECT_SEQUENCE',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_TABLE',
  'OBJECT_TYPE',
  'OBJECT_VIEW',
]);

/**
 * The statements that change something which a snapshot of drizzle-kit records: tables and
 * their columns, constraints and indexes, enums, views, sequences, schemas, policies. Not those
 * that only move data, or make triggers, functions, grants, partitions or temporary tables.
 */
export function recordedChanges({ statements }: ParsedSql): Statement[] {
  return statements.filter(({ runs, node }) => runs !== 'on-call' && isRecorded(node));
}

function isRecorded(node: Node): boolean {
  if ('CreateStmt' in node) {
    const { relation, partbound } = node.CreateStmt;
    return !partbound && relation?.relpersistence !== 't';
  }
  if ('AlterTableStmt' in node) {
    return commandsOf(node.AlterTableStmt).some(({ subtype }) =>
      recordedCommands.has(subtype ?? ''),
    );
  }
  if ('DropStmt' in node) return recordedObjects.has(node.DropStmt.removeType ?? '');
  if ('RenameStmt' in node) return recordedObjects.has(node.RenameStmt.renameType ?? '');
  if ('CreateTableAsStmt' in node) return node.CreateTableAsStmt.objtype === 'OBJECT_MATVIEW';
  if ('ViewStmt' in node) return node.ViewStmt.view?.relpersistence !== 't';
  return Object.keys(node).some((kind) => alwaysRecorded.has(kind));
}
