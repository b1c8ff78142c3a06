import { as, defineCheck, stringsOf } from '../../src/review/check.ts';

const kinds: Readonly<Record<string, string>> = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_EXTENSION: 'extension',
  OBJECT_SEQUENCE: 'sequence',
};

export default defineCheck({
  id: 'drop-owned-or-view-cascade',
  title: 'CASCADE takes along what nobody names',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt', 'DropOwnedStmt'],
  covers: ['drop-owned-or-view-cascade'],
  sources: [
    { tool: 'safe-migrate', rule: 'destructive-general-cascade' },
    { tool: 'migrationpilot', rule: 'MP022' },
    { tool: 'migrationpilot', rule: 'MP052' },
  ],
  message: 'Drops the {kind} {object} with CASCADE, and all that needs it.',
  many: 'Drops {count} objects with CASCADE, and all that needs them: {object}.',
  why:
    'Views, triggers, defaults, policies and indexes that use it go without a word; with an extension ' +
    'go the columns of its types.',
  todo: 'Write it without CASCADE, and drop by name what PostgreSQL then says is in the way.',
  variants: {
    owned: {
      message: 'Drops all that {object} owns.',
      why: 'Tables with their rows are among it, and which ones depends on the database.',
      todo: 'Drop by name what is meant.',
    },
  },
  examples: {
    flagged: [
      { title: 'a view', sql: 'DROP VIEW totals CASCADE;', lines: [1] },
      { title: 'an extension', sql: 'DROP EXTENSION citext CASCADE;', lines: [1] },
      { title: 'all that a role owns', severity: 'error', sql: 'DROP OWNED BY app;', lines: [1] },
    ],
    accepted: [
      { title: 'without CASCADE', sql: 'DROP VIEW totals;' },
      {
        title: 'made by the same change',
        sql: 'CREATE VIEW a AS SELECT 1 AS b;\nDROP VIEW a CASCADE;',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const owned = as(node, 'DropOwnedStmt');
    if (owned) {
      const roles = (owned.roles ?? []).flatMap((each) => as(each, 'RoleSpec')?.rolename ?? []);
      visit.report({ data: { object: roles }, variant: 'owned', severity: 'error' });
    }
    const drop = as(node, 'DropStmt');
    const kind = kinds[drop?.removeType ?? ''];
    if (!kind || drop?.behavior !== 'DROP_CASCADE') return;
    for (const each of drop.objects ?? []) {
      const object = stringsOf(as(each, 'ObjectWithArgs')?.objname ?? each).join('.');
      const isNew = [...visit.before.relations.values()].some(
        ({ name, isNew: own }) => own && name.name === object.split('.').at(-1),
      );
      if (!isNew) visit.report({ data: { kind: { prose: kind }, object }, cause: 'cascade' });
    }
  },
});
