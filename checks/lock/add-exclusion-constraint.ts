import {
  alterCommands,
  as,
  defineCheck,
  meetsRows,
  nameOfConstraint,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'add-exclusion-constraint',
  title: 'An exclusion constraint builds its index while the table is locked',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint'],
  covers: ['add-exclusion-constraint'],
  sources: [
    { tool: 'eugene', rule: 'E8' },
    { tool: 'strong_migrations', rule: 'add_exclusion_constraint' },
    { tool: 'online_migrations', rule: 'add_exclusion_constraint' },
    { tool: 'pg-migration-lint', rule: 'PML019' },
    { tool: 'migrationpilot', rule: 'MP031' },
  ],
  message: 'Adds the exclusion constraint {constraint} to {table}, and builds its index at once.',
  why:
    'PostgreSQL builds the index under an ACCESS EXCLUSIVE lock, so reads and writes wait until the ' +
    'migration commits. There is neither NOT VALID for it nor a way to build the index before.',
  todo: 'On a table that is large or busy, choose an hour with little traffic, or copy the rows into a new table that has it.',
  examples: {
    flagged: [
      {
        title: 'a table that was there before',
        sql: 'ALTER TABLE bookings ADD CONSTRAINT e EXCLUDE USING gist (during WITH &&);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a new table',
        sql: 'CREATE TABLE a (during tsrange);\nALTER TABLE a ADD CONSTRAINT e EXCLUDE USING gist (during WITH &&);',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddConstraint')) {
      const constraint = as(command.def, 'Constraint');
      if (constraint?.contype !== 'CONSTR_EXCLUSION' || !meetsRows(visit, table)) continue;
      const name = nameOfConstraint(table.relname ?? '', constraint);
      visit.report({ data: { constraint: name, table: written(table) } });
    }
  },
});
