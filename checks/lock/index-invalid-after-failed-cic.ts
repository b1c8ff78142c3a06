import { as, defineCheck, isOlder, sqlName, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'index-invalid-after-failed-cic',
  title: 'A second try finds the broken index of the first, and keeps it',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['IndexStmt'],
  covers: ['index-invalid-after-failed-cic'],
  sources: [
    { tool: 'migrationpilot', rule: 'MP070' },
    { tool: 'safe-pg-migrations', rule: 'add_index' },
  ],
  message: 'Builds {index} on {table} only where no index of that name is left over.',
  why:
    'When CREATE INDEX CONCURRENTLY fails, by a duplicate, a deadlock or a timeout, its index stays: ' +
    'invalid, unused by queries, and written to all the same. With IF NOT EXISTS the next run finds it ' +
    'and reports success.',
  todo:
    'After the deploy look whether it is valid:\n\n```sql\n' +
    'SELECT indisvalid FROM pg_index WHERE indexrelid = {literal}::regclass;\n```\n\n' +
    'If not, `DROP INDEX CONCURRENTLY {sql};` and build it again.',
  examples: {
    flagged: [
      {
        title: 'both together',
        transaction: 'none',
        sql: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS by_name ON users (name);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'without IF NOT EXISTS, and after dropping what is left over',
        transaction: 'none',
        sql:
          'CREATE INDEX CONCURRENTLY by_city ON users (city);\n--> statement-breakpoint\n' +
          'DROP INDEX CONCURRENTLY IF EXISTS by_name;\n--> statement-breakpoint\n' +
          'CREATE INDEX CONCURRENTLY IF NOT EXISTS by_name ON users (name);',
      },
      {
        title: 'built at once, which leaves nothing over',
        sql: 'CREATE INDEX IF NOT EXISTS by_name ON users (name);',
      },
    ],
  },
  statement(visit) {
    const index = as(visit.statement.node, 'IndexStmt');
    const { idxname: name, relation: table } = index ?? {};
    if (!index?.concurrent || !index.if_not_exists || name === undefined || !table) return;
    if (!isOlder(visit, table)) return;
    const isCleared = visit.pending.slice(0, visit.index).some(({ statement: { node } }) => {
      const drop = as(node, 'DropStmt');
      return (
        drop?.removeType === 'OBJECT_INDEX' && JSON.stringify(drop.objects).includes(`"${name}"`)
      );
    });
    if (isCleared) return;
    const sql = sqlName(name);
    const literal = { prose: `'${sql.replaceAll("'", "''")}'` };
    visit.report({ data: { index: name, table: written(table), sql, literal } });
  },
});
