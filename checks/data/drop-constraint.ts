import {
  type RangeVar,
  type StatementVisit,
  alterCommands,
  defineCheck,
  isDroppedLater,
  isOlder,
  isReadded,
  relationBefore,
  relationOf,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int, email text UNIQUE, age int CONSTRAINT adult CHECK (age > 17));';

export default defineCheck({
  id: 'drop-constraint',
  title: 'A constraint is dropped, and nothing takes its place',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropConstraint'],
  covers: ['drop-constraint'],
  sources: [
    { tool: 'atlas', rule: 'CD101' },
    { tool: 'pgsafe', rule: 'drop-constraint' },
    { tool: 'pgfence', rule: 'drop-constraint' },
  ],
  message: 'Drops the {kind} constraint {constraint} of {table}.',
  many: 'Drops {count} constraints of {table}: {constraint}.',
  why:
    'What it kept out comes in from the commit on, and has to be cleaned up before it can be added ' +
    'again. An INSERT … ON CONFLICT that names its columns fails at once (42P10).',
  todo: 'Make sure that no code relies on it: neither `onConflictDoUpdate` nor a lookup of one row.',
  variants: {
    unknown: { message: 'Drops the constraint {constraint} of {table}.' },
  },
  examples: {
    flagged: [
      {
        title: 'a unique one',
        released,
        sql: 'ALTER TABLE "users" DROP CONSTRAINT "users_email_key";',
        lines: [1],
      },
      {
        title: 'a CHECK',
        released,
        sql: 'ALTER TABLE users DROP CONSTRAINT adult;',
        severity: 'notice',
        lines: [1],
      },
      {
        title: 'one of which nobody knows',
        sql: 'ALTER TABLE users DROP CONSTRAINT c;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'another one in its place',
        released,
        sql: 'ALTER TABLE users DROP CONSTRAINT adult;\nALTER TABLE users ADD CONSTRAINT adult CHECK (age > 20);',
      },
      {
        title: 'a unique index in its place',
        released,
        sql: 'ALTER TABLE users DROP CONSTRAINT users_email_key;\nCREATE UNIQUE INDEX i ON users (email);',
      },
      {
        title: 'a table that goes',
        released,
        sql: 'ALTER TABLE users DROP CONSTRAINT adult;\nDROP TABLE users;',
      },
      {
        title: 'IF EXISTS, and it does not',
        released,
        sql: 'ALTER TABLE users DROP CONSTRAINT IF EXISTS nope;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropConstraint')) {
      const constraint = command.name ?? '';
      const relation = relationBefore(visit, table);
      const dropped = relation?.constraints.find(({ name }) => name === constraint);
      if (!isOlder(visit, table) || isDroppedLater(visit, table) || dropped?.isNew) continue;
      const data = { constraint, table: written(table), kind: dropped?.kind ?? '' };
      if (!dropped) {
        if (!relation) visit.report({ data, variant: 'unknown', cause: written(table) });
        continue;
      }
      if (isElsewhere.has(dropped.kind) || isReplaced(visit, table, dropped)) continue;
      const isLight = dropped.kind === 'check' || dropped.kind === 'not null';
      visit.report({ data, cause: written(table), ...(isLight && { severity: 'notice' }) });
    }
  },
});

/** Kinds whose end is told by another check. */
const isElsewhere: ReadonlySet<string> = new Set(['foreign key', 'primary key']);

/** Whether another constraint, or a unique index for a unique one, takes its place. */
function isReplaced(
  visit: StatementVisit,
  table: RangeVar,
  dropped: Parameters<typeof isReadded>[2],
): boolean {
  if (isReadded(visit, table, dropped)) return true;
  if (dropped.kind !== 'unique') return false;
  const indexes = relationOf(visit.end(), table)?.indexes ?? [];
  return indexes.some(
    ({ unique, isNew, columns }) => unique && isNew && columns.join() === dropped.columns.join(),
  );
}
