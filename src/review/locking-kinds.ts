/** Kinds of statements that can lock a table against writes. */
export const lockingKinds = [
  'AlterTableStmt',
  'AlterDomainStmt',
  'AlterObjectSchemaStmt',
  'AlterPolicyStmt',
  'ClusterStmt',
  'CreatePolicyStmt',
  'CreateStmt',
  'CreateTrigStmt',
  'DropStmt',
  'IndexStmt',
  'LockStmt',
  'RefreshMatViewStmt',
  'ReindexStmt',
  'RenameStmt',
  'RuleStmt',
  'TruncateStmt',
] as const;
