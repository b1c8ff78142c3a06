import { defineCheck, isRepeatable } from '../../src/review/check.ts';

/** Statements that fail when what they make is there already, or what they remove is gone. */
const kinds = [
  'AlterEnumStmt',
  'AlterTableStmt',
  'CreateEnumStmt',
  'CreateExtensionStmt',
  'CreatePolicyStmt',
  'CreateSchemaStmt',
  'CreateSeqStmt',
  'CreateStmt',
  'CreateTableAsStmt',
  'CreateTrigStmt',
  'DropStmt',
  'IndexStmt',
  'RenameStmt',
  'ViewStmt',
] as const;

export default defineCheck({
  id: 'migration-not-idempotent',
  title: 'A statement that cannot be run again, outside of a transaction',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: kinds,
  covers: ['migration-not-idempotent', 'require-index-name'],
  sources: [
    { tool: 'squawk', rule: 'prefer-robust-stmts' },
    { tool: 'pgsafe', rule: 'require-if-exists' },
    { tool: 'pg-migration-lint', rule: 'PML401' },
    { tool: 'pg-migration-lint', rule: 'PML402' },
    { tool: 'migrationpilot', rule: 'MP023' },
    { tool: 'migrationpilot', rule: 'MP042' },
    { tool: 'postgres-language-server', rule: 'prefer-robust-stmts' },
    { tool: 'safe-migrate', rule: 'missing-idempotency' },
  ],
  message: 'A second run of the migration fails here.',
  many: 'A second run of the migration fails at {count} statements.',
  why:
    'No transaction is open, so each statement commits by itself. When a later one fails, the migration ' +
    'is run again from its beginning, and this one finds that its work is done.',
  todo:
    'Write `IF NOT EXISTS` or `IF EXISTS`, and give an index its name, since an unnamed one is built ' +
    'twice. Before ADD CONSTRAINT write `DROP CONSTRAINT IF EXISTS` with its name. Or let the migrator ' +
    'open a transaction.',
  examples: {
    flagged: [
      {
        title: 'no transaction is open',
        transaction: 'none',
        sql: 'CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c int;\nDROP TABLE d;',
        lines: [1],
      },
      {
        title: 'an index that may have been built',
        transaction: 'none',
        sql: 'CREATE INDEX CONCURRENTLY i ON a (b);',
        lines: [1],
      },
      {
        title: 'after COMMIT',
        sql: 'COMMIT;\n--> statement-breakpoint\nDROP INDEX CONCURRENTLY i;',
        lines: [3],
      },
    ],
    accepted: [
      { title: 'in a transaction, which is rolled back', sql: 'CREATE TABLE a (b int);' },
      {
        title: 'in a transaction of its own',
        transaction: 'none',
        sql: 'BEGIN;\nALTER TABLE a ADD COLUMN b int;\nCOMMIT;',
      },
      {
        title: 'statements that ask first',
        transaction: 'none',
        sql:
          'CREATE TABLE IF NOT EXISTS a (b int);\nALTER TABLE a ADD COLUMN IF NOT EXISTS c int;\n' +
          'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b);\nDROP TABLE IF EXISTS d;\n' +
          'ALTER TABLE a DROP CONSTRAINT IF EXISTS k;\nALTER TABLE a ALTER COLUMN b SET NOT NULL;',
      },
      {
        title: 'a constraint that is dropped before it is added',
        transaction: 'none',
        sql:
          'ALTER TABLE a DROP CONSTRAINT IF EXISTS k;\n' +
          'ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0) NOT VALID;',
      },
    ],
  },
  statement(visit) {
    if (visit.transaction !== null || isRepeatable(visit)) return;
    visit.report({ cause: 'again' });
  },
});
