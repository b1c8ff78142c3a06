import { alterCommands, as, defineCheck, relationBefore, written } from '../../src/review/check.ts';

const released =
  'CREATE TABLE e (id int, day date) PARTITION BY RANGE (day);\nCREATE TABLE p (id int PRIMARY KEY);';
const sql = 'ALTER TABLE e ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES p (id) NOT VALID;';

export default defineCheck({
  id: 'partitioned-fk-not-valid',
  title: 'A partitioned table cannot have a foreign key that is not validated',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint'],
  needsState: true,
  covers: ['partitioned-fk-not-valid'],
  sources: [],
  message: 'Adds a foreign key with NOT VALID to {table}, which is partitioned.',
  why: 'PostgreSQL refuses it before version 18 (0A000), and the migration is rolled back.',
  todo: 'Add it with NOT VALID to each partition and validate it there, and then to the parent without NOT VALID.',
  examples: {
    flagged: [{ title: 'before PostgreSQL 18', released, sql, lines: [1] }],
    accepted: [
      { title: 'since PostgreSQL 18', postgres: 18, released, sql },
      { title: 'a plain table', released: 'CREATE TABLE e (id int);', sql },
    ],
  },
  statement(visit) {
    if (visit.postgres >= 18) return;
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_AddConstraint')) {
      const constraint = as(command.def, 'Constraint');
      if (constraint?.contype !== 'CONSTR_FOREIGN' || !constraint.skip_validation) continue;
      if (relationBefore(visit, table)?.kind !== 'partitioned table') continue;
      visit.report({ data: { table: written(table) } });
    }
  },
});
