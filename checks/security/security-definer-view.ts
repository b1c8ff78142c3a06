import { as, defineCheck, keyOf, relationOf, written } from '../../src/review/check.ts';

const secured = 'CREATE TABLE notes (id int);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;';

export default defineCheck({
  id: 'security-definer-view',
  title: 'A view shows rows that policies hide',
  category: 'security',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['ViewStmt'],
  needsState: true,
  covers: ['security-definer-view'],
  sources: [{ tool: 'splinter', rule: '0010' }],
  message: 'The view {view} reads {table} with the rights of its owner, past its policies.',
  why:
    'A view reads its tables as its owner, for whom row level security does not hold. Whoever may ' +
    'read the view sees all rows.',
  todo: 'Let the view ask as its reader, since PostgreSQL 15: `{invoker}`',
  examples: {
    flagged: [
      {
        title: 'a table with row level security',
        released: secured,
        sql: 'CREATE VIEW all_notes AS SELECT * FROM notes;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'with the rights of the reader',
        released: secured,
        sql: 'CREATE VIEW all_notes WITH (security_invoker = true) AS SELECT * FROM notes;',
      },
      {
        title: 'a table without policies',
        released: 'CREATE TABLE notes (id int);',
        sql: 'CREATE VIEW all_notes AS SELECT * FROM notes;',
      },
    ],
  },
  statement(visit) {
    const view = as(visit.statement.node, 'ViewStmt');
    if (!view?.view || visit.postgres < 15) return;
    const isInvoker = view.options?.some(
      (each) => as(each, 'DefElem')?.defname === 'security_invoker',
    );
    const read = relationOf(visit.end(), view.view)?.query?.relations ?? [];
    const hidden = read.filter(
      (name) => visit.end().relations.get(keyOf(name))?.rowSecurity === 'on',
    );
    if (isInvoker || hidden.length === 0) return;
    const name = written(view.view);
    const invoker = `ALTER VIEW ${name} SET (security_invoker = true);`;
    visit.report({ data: { view: name, table: hidden.map(({ name: table }) => table), invoker } });
  },
});
