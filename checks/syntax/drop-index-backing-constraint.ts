import {
  as,
  defineCheck,
  keyConstraintNamed,
  sqlName,
  stringsOf,
  writeQualified,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE);';

export default defineCheck({
  id: 'drop-index-backing-constraint',
  title: 'The index of a constraint cannot be dropped alone',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  needsState: true,
  covers: ['drop-index-backing-constraint'],
  sources: [{ tool: 'migrationpilot', rule: 'MP097' }],
  message: 'Drops the index {index}, which a constraint of {table} needs.',
  why: 'PostgreSQL refuses it (2BP01), and the migration is rolled back.',
  todo: 'Drop the constraint, which takes its index along: `{drop}`',
  examples: {
    flagged: [
      {
        title: 'of a unique constraint',
        released,
        sql: 'DROP INDEX "users_email_key";',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the constraint',
        released,
        sql: 'ALTER TABLE users DROP CONSTRAINT users_email_key;',
      },
      { title: 'an index of its own', released, sql: 'DROP INDEX users_email_idx;' },
    ],
  },
  statement(visit) {
    const drop = as(visit.statement.node, 'DropStmt');
    for (const object of drop?.removeType === 'OBJECT_INDEX' ? (drop.objects ?? []) : []) {
      const found = keyConstraintNamed(visit.before, stringsOf(object));
      if (!found) continue;
      const { relation, constraint } = found;
      const table = writeQualified(relation.name.schema, relation.name.name);
      const index = constraint.name ?? '';
      const sql = `ALTER TABLE ${table} DROP CONSTRAINT ${sqlName(index)};`;
      visit.report({ data: { index, table, drop: sql } });
    }
  },
});
