import { alterCommands, as, defineCheck, type Node, written } from '../../src/review/check.ts';

export default defineCheck({
  id: 'autovacuum-disabled',
  title: 'A table is never cleaned up',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_SetRelOptions', 'CreateStmt'],
  covers: ['autovacuum-disabled'],
  sources: [{ tool: 'migrationpilot', rule: 'MP066' }],
  message: 'Switches off autovacuum of {table}.',
  why: 'Dead rows stay, the table and its indexes grow with each UPDATE, and the planner guesses from old statistics.',
  todo: 'Tune it instead: `SET (autovacuum_vacuum_scale_factor = 0.02)`.',
  examples: {
    flagged: [
      { title: 'a table', sql: 'ALTER TABLE users SET (autovacuum_enabled = false);', lines: [1] },
    ],
    accepted: [
      { title: 'tuned', sql: 'ALTER TABLE users SET (autovacuum_vacuum_scale_factor = 0.02);' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const create = as(node, 'CreateStmt');
    if (create?.relation && disables(create.options)) {
      visit.report({ data: { table: written(create.relation) } });
    }
    for (const { table, command } of alterCommands(node, 'AT_SetRelOptions')) {
      if (disables(as(command.def, 'List')?.items))
        visit.report({ data: { table: written(table) } });
    }
  },
});

function disables(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some((each) => {
    const { defname, arg } = as(each, 'DefElem') ?? {};
    const value = as(arg, 'String')?.sval ?? '';
    return defname === 'autovacuum_enabled' && /^(false|off|no|0)$/i.test(value);
  });
}
