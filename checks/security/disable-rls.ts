import {
  alterCommands,
  as,
  defineCheck,
  isOlder,
  relationNamed,
  relationOf,
  stringsOf,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE notes (id int);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n' +
  'CREATE POLICY p ON notes USING (id > 0);';

export default defineCheck({
  id: 'disable-rls',
  title: 'Rows lose the protection of row level security',
  category: 'security',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DisableRowSecurity', 'AlterTableStmt:AT_NoForceRowSecurity', 'DropStmt'],
  covers: ['disable-rls'],
  sources: [{ tool: 'migrationpilot', rule: 'MP079' }],
  message: 'Disables row level security of {table}.',
  many: 'Disables row level security of {count} tables: {table}.',
  why: 'From the commit on, every role with rights on the table sees and changes all of its rows.',
  todo: 'Make sure that no role of the application or of an API has rights that a policy held back.',
  variants: {
    policy: {
      message: 'Drops the policy {policy} of {table}, and makes no other.',
      many: 'Drops policies, and makes no others: {policy}.',
      why:
        'A restrictive policy that goes lets more rows through. A permissive one that goes hides rows ' +
        'from those that it let in, without an error.',
      todo: 'Create its successor in the same migration.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'disabled',
        released,
        sql: 'ALTER TABLE notes DISABLE ROW LEVEL SECURITY;',
        lines: [1],
      },
      {
        title: 'a policy that goes',
        released,
        sql: 'DROP POLICY p ON notes;',
        severity: 'warning',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'as drizzle-kit writes it before it drops the table',
        released,
        sql: 'ALTER TABLE "notes" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint\nDROP TABLE "notes" CASCADE;',
      },
      {
        title: 'a policy that is replaced',
        released,
        sql: 'DROP POLICY p ON notes;\nCREATE POLICY p ON notes USING (id > 1);',
      },
      {
        title: 'a table that never had it',
        released: 'CREATE TABLE a (b int);',
        sql: 'ALTER TABLE a DISABLE ROW LEVEL SECURITY;',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const kinds = ['AT_DisableRowSecurity', 'AT_NoForceRowSecurity'];
    for (const { table } of alterCommands(node, ...kinds)) {
      const relation = relationOf(visit.before, table);
      const isKept = relationOf(visit.end(), table) !== undefined || !relation;
      if (!isOlder(visit, table) || relation?.rowSecurity === 'off' || !isKept) continue;
      visit.report({ data: { table: written(table) }, cause: 'disabled' });
    }
    const drop = as(node, 'DropStmt');
    for (const object of drop?.removeType === 'OBJECT_POLICY' ? (drop.objects ?? []) : []) {
      dropPolicy(visit, stringsOf(object));
    }
  },
});

/** A policy is replaced where the change makes one for the same command, or all are gone with the table. */
function dropPolicy(visit: StatementVisit, parts: readonly string[]): void {
  const policy = parts.at(-1) ?? '';
  const before = relationNamed(visit.before, parts.slice(0, -1));
  const after = relationNamed(visit.end(), parts.slice(0, -1));
  const dropped = before?.policies.find(({ name }) => name === policy);
  if (before && (!dropped || dropped.isNew || !after)) return;
  if (after?.policies.some(({ isNew }) => isNew) || after?.rowSecurity === 'off') return;
  const table = parts.slice(0, -1).join('.');
  visit.report({
    data: { policy, table },
    variant: 'policy',
    severity: 'warning',
    cause: 'policy',
  });
}
