import {
  as,
  defineCheck,
  indexNamed,
  isDroppedLater,
  later,
  sqlNameOf,
  stringsOf,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (name text, city text);\nCREATE INDEX by_name ON users (name);';

export default defineCheck({
  id: 'replace-index-order',
  title: 'An index is dropped before the one that replaces it is built',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  on: ['DropStmt'],
  needsState: true,
  covers: ['replace-index-order'],
  sources: [
    { tool: 'online_migrations', rule: 'replace_index' },
    { tool: 'online_migrations', rule: 'remove_index' },
  ],
  message: 'Drops the index {index} of {table} before {next} is built in its place.',
  why:
    'Each statement commits by itself here. From the drop until the new index is built, queries that ' +
    'need one read the whole table, and a unique index lets duplicates in, on which the new one fails.',
  todo: 'Build {next} first, under a name of its own, and drop {index} after it.',
  examples: {
    flagged: [
      {
        title: 'dropped first',
        transaction: 'none',
        released,
        sql:
          'DROP INDEX CONCURRENTLY by_name;\n' +
          'CREATE INDEX CONCURRENTLY by_name_and_city ON users (name, city);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'built first',
        transaction: 'none',
        released,
        sql:
          'CREATE INDEX CONCURRENTLY by_name_and_city ON users (name, city);\n' +
          'DROP INDEX CONCURRENTLY by_name;',
      },
      {
        title: 'in one transaction, where nobody sees the time between',
        released,
        sql: 'DROP INDEX by_name;\nCREATE INDEX by_name_and_city ON users (name, city);',
      },
      {
        title: 'an index of other columns',
        transaction: 'none',
        released,
        sql: 'DROP INDEX by_name;\nCREATE INDEX by_city ON users (city);',
      },
    ],
  },
  statement(visit) {
    const drop = as(visit.statement.node, 'DropStmt');
    if (drop?.removeType !== 'OBJECT_INDEX') return;
    for (const object of drop.objects ?? []) {
      const found = indexNamed(visit.before, stringsOf(object));
      const first = found?.index.columns[0];
      if (!found || !first || found.relation.isNew) continue;
      const { schema, name } = found.relation.name;
      const table = { schemaname: schema, relname: name };
      if (isDroppedLater(visit, table)) continue;
      const next = later(visit).find(({ statement: { node }, transaction }) => {
        const index = as(node, 'IndexStmt');
        const isApart = transaction === null || transaction !== visit.transaction;
        return (
          isApart &&
          index?.relation !== undefined &&
          written(index.relation) === written(table) &&
          as(index.indexParams?.[0], 'IndexElem')?.name === first
        );
      });
      if (!next) continue;
      const built = as(next.statement.node, 'IndexStmt')?.idxname ?? `on ${sqlNameOf(table)}`;
      visit.report({ data: { index: found.index.name, table: written(table), next: built } });
    }
  },
});
