import {
  as,
  defineCheck,
  keyOf,
  type Relation,
  relationNamed,
  stringsOf,
  writeQualified,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int, name text, born date);\n' +
  'CREATE VIEW people AS SELECT id, name FROM users;';

export default defineCheck({
  id: 'replace-view-shape',
  title: 'A view is made again without columns that it had',
  category: 'compatibility',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  needsState: true,
  covers: ['replace-view-shape'],
  sources: [{ tool: 'migrationpilot', rule: 'MP052' }],
  message: 'Makes the view {view} again without {column}.',
  why:
    'Code that still runs and names the column fails from the commit on (42703), until a version that ' +
    'does not runs everywhere. Rights that were given on the old view are gone too.',
  todo:
    'Keep the column in the view until no running version reads it, or give the new view a name of its ' +
    'own. `CREATE OR REPLACE VIEW` keeps rights, and refuses to lose a column.',
  examples: {
    flagged: [
      {
        title: 'one column less',
        released,
        sql: 'DROP VIEW people;\nCREATE VIEW people AS SELECT id FROM users;',
        lines: [1],
      },
      {
        title: 'another name for it',
        released,
        sql: 'DROP VIEW people;\nCREATE VIEW people AS SELECT id, name AS full_name FROM users;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'one column more',
        released,
        sql: 'DROP VIEW people;\nCREATE VIEW people AS SELECT born, name, id FROM users;',
      },
      { title: 'a view that only goes', released, sql: 'DROP VIEW people;' },
      {
        title: 'a view whose columns its table decides',
        released,
        sql: 'DROP VIEW people;\nCREATE VIEW people AS SELECT * FROM users;',
      },
    ],
  },
  statement(visit) {
    const drop = as(visit.statement.node, 'DropStmt');
    if (!drop?.removeType?.endsWith('VIEW')) return;
    for (const object of drop.objects ?? []) {
      const old = relationNamed(visit.before, stringsOf(object));
      const made = old && visit.end().relations.get(keyOf(old.name));
      if (!old || old.isNew || !made?.isNew) continue;
      const [had, has] = [columnsOf(old), columnsOf(made)];
      const column = has ? (had ?? []).filter((name) => !has.includes(name)) : [];
      if (column.length === 0) continue;
      visit.report({ data: { view: writeQualified(old.name.schema, old.name.name), column } });
    }
  },
});

/** The columns of a view: as a snapshot lists them, or as its query names them. */
function columnsOf({ columns, query }: Relation): readonly string[] | null {
  return columns.size > 0 ? [...columns.keys()] : (query?.outputs ?? null);
}
