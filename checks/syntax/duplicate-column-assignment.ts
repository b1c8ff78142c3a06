import { as, defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'duplicate-column-assignment',
  title: 'An UPDATE sets a column twice',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  needs: 'statements',
  on: ['UpdateStmt'],
  covers: ['duplicate-column-assignment'],
  sources: [{ tool: 'squawk', rule: 'ban-duplicate-column-assignments' }],
  message: 'Sets {column} twice.',
  why: 'PostgreSQL refuses several assignments to one column (42601), and the migration is rolled back.',
  todo: 'Leave one of them.',
  examples: {
    flagged: [
      { title: 'one column twice', sql: 'UPDATE users SET a = 1, a = 2 WHERE id = 1;', lines: [1] },
    ],
    accepted: [
      { title: 'two columns', sql: 'UPDATE users SET a = 1, b = 2 WHERE id = 1;' },
      {
        title: 'two elements of an array',
        sql: 'UPDATE users SET a[1] = 1, a[2] = 2 WHERE id = 1;',
      },
    ],
  },
  statement(visit) {
    const targets = (as(visit.statement.node, 'UpdateStmt')?.targetList ?? []).flatMap((each) => {
      const target = as(each, 'ResTarget');
      return target && !target.indirection ? (target.name ?? []) : [];
    });
    const column = targets.find((name, place) => targets.indexOf(name) < place);
    if (column !== undefined) visit.report({ data: { column } });
  },
});
