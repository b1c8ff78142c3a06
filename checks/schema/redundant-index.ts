import {
  type Index,
  type IndexStmt,
  type Key,
  type Relation,
  as,
  coveringKey,
  defineCheck,
  relationOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'redundant-index',
  title: 'An index serves nothing that another does not',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['IndexStmt'],
  covers: ['redundant-index', 'duplicate-column-in-index'],
  sources: [
    { tool: 'bytebase', rule: 'INDEX_NO_DUPLICATE_COLUMN' },
    { tool: 'splinter', rule: '0009' },
    { tool: 'pg-migration-lint', rule: 'PML508' },
    { tool: 'migrationpilot', rule: 'MP100' },
  ],
  message: 'The index {index} on {table} serves nothing that {other} does not serve.',
  many: '{count} indexes serve nothing that others do not: {index}.',
  why:
    'The other one begins with the same columns, and PostgreSQL finds rows by the first columns of an index as ' +
    'well as by all. The shorter one takes ' +
    'space, and each INSERT and most UPDATEs write it as well.',
  todo:
    'Leave it out of the Drizzle schema. What serves instead: {other}. A primary key and a unique ' +
    'constraint have an index.',
  variants: {
    twice: {
      message: 'The index {index} on {table} has the column {other} twice.',
      many: '{count} indexes have a column twice: {index}.',
      why: 'The second time sorts nothing, and takes space in each entry.',
      todo: 'Name each column once.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'the first column of another index',
        sql: 'CREATE TABLE a (b int, c int);\nCREATE INDEX i ON a (b);\nCREATE INDEX j ON a (b, c);',
        lines: [2],
      },
      {
        title: 'the column of a unique constraint',
        released: 'CREATE TABLE users (id int, email text UNIQUE);',
        sql: 'CREATE INDEX i ON users (email);',
        lines: [1],
      },
      { title: 'a column twice', sql: 'CREATE INDEX i ON users (email, id, email);', lines: [1] },
    ],
    accepted: [
      {
        title: 'another order, another condition, another kind, another class',
        sql:
          'CREATE TABLE a (b text, c int);\nCREATE INDEX h ON a (b, c);\nCREATE INDEX i ON a (c, b);\n' +
          'CREATE INDEX j ON a (b) WHERE c > 0;\nCREATE INDEX k ON a USING hash (b);\n' +
          'CREATE INDEX l ON a (b text_pattern_ops);\nCREATE INDEX m ON a (b DESC);',
      },
      {
        title: 'a unique one, which says more than it serves',
        sql: 'CREATE TABLE a (b int, c int);\nCREATE UNIQUE INDEX i ON a (b);\nCREATE INDEX j ON a (b, c);',
      },
      {
        title: 'one that replaces the other',
        released: 'CREATE TABLE a (b int, c int);\nCREATE INDEX i ON a (b, c);',
        sql: 'DROP INDEX i;\nCREATE INDEX j ON a (b);',
      },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'IndexStmt');
    if (!create?.relation) return;
    const table = written(create.relation);
    const twice = columnTwice(create);
    if (twice !== null) {
      const data = { index: create.idxname ?? 'without a name', table, other: twice };
      visit.report({ data, variant: 'twice', cause: 'twice' });
    }
    const relation = relationOf(visit.end(), create.relation);
    const index = relation?.indexes.find(({ name }) => name === create.idxname);
    // IF NOT EXISTS of an index that is there makes nothing.
    if (!relation || !index?.isNew) return;
    const other = coveringKey(relation, index);
    if (!other || isFirstOfTwo(relation, index, other)) return;
    visit.report({
      data: { index: index.name, table, other: other.name ?? '' },
      cause: 'redundant',
    });
  },
});

/** A key column that is named twice; only a B-tree has no use for it. */
function columnTwice({ indexParams, accessMethod = 'btree' }: IndexStmt): string | null {
  const names = (indexParams ?? []).flatMap((each) => as(each, 'IndexElem')?.name ?? []);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  return accessMethod === 'btree' ? (twice ?? null) : null;
}

/** Of two equal indexes, the later one is the finding. */
function isFirstOfTwo({ indexes }: Relation, index: Index, other: Key): boolean {
  if (other.unique || other.columns.length !== index.columns.length) return false;
  return indexes.findIndex(({ name }) => name === other.name) >= indexes.indexOf(index);
}
