import {
  as,
  blocksWrites,
  defineCheck,
  isOlder,
  type Node,
  type RangeVar,
  relationBefore,
  type SelectStmt,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int, name text);\nCREATE TABLE people (id int, name text);';

export default defineCheck({
  id: 'create-table-as-select',
  title: 'A whole table is copied by the migration',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateTableAsStmt', 'InsertStmt', 'SelectStmt'],
  covers: ['create-table-as-select'],
  sources: [{ tool: 'safe-migrate', rule: 'create-table-as-select' }],
  message: 'Copies the rows of {from} to {to}.',
  why:
    'It takes as long as the table is large, and the transaction of the migrator stays open until it is ' +
    'done. Rows that the running code writes in the meantime are not in the copy.',
  todo:
    'On a table that is large, create the new one in the migration and copy the rows after the deploy, in ' +
    'batches. A table that is made by AS SELECT has no keys, defaults, constraints and indexes.',
  variants: {
    held: {
      why:
        'It takes as long as the table is large, and until the transaction ends nobody can write to ' +
        '{held}, which an earlier statement locked.',
      todo:
        'On a table that is large, copy the rows after the deploy, in batches, or before the statement ' +
        'that locks.',
    },
  },
  examples: {
    flagged: [
      { title: 'a copy', released, sql: 'CREATE TABLE backup AS SELECT * FROM users;', lines: [1] },
      {
        title: 'into a table that is there, while another is locked',
        severity: 'warning',
        released,
        sql:
          'ALTER TABLE users ADD COLUMN a int;\n' +
          'INSERT INTO people (id, name) SELECT id, name FROM users;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'rows that are chosen',
        released,
        sql: 'INSERT INTO people (id) SELECT id FROM users WHERE id < 10;',
      },
      { title: 'values', released, sql: "INSERT INTO people (id, name) VALUES (1, 'a');" },
      {
        title: 'a table that the same change made',
        sql: 'CREATE TABLE a (b int);\nCREATE TABLE c AS SELECT * FROM a;',
      },
      {
        title: 'without its rows',
        released,
        sql: 'CREATE TABLE c AS SELECT * FROM users WITH NO DATA;',
      },
    ],
  },
  statement(visit) {
    const copy = copyOf(visit.statement.node);
    const from = copy && wholeTable(copy.select);
    if (!from || !copy.to || !isOlder(visit, from)) return;
    if (relationBefore(visit, from)?.kind === 'view') return;
    const locked = [...visit.held.values()].filter(({ mode }) => blocksWrites(mode));
    const held = locked.map(({ table }) =>
      written({ schemaname: table.schema, relname: table.name }),
    );
    visit.report({
      data: { from: written(from), to: written(copy.to), held },
      ...(held.length > 0 && { variant: 'held', severity: 'warning' }),
    });
  },
});

interface Copy {
  readonly select: SelectStmt;
  readonly to: RangeVar | undefined;
}

function copyOf(node: Node): Copy | null {
  const insert = as(node, 'InsertStmt');
  if (insert) return copied(insert.selectStmt, insert.relation);
  const into = as(node, 'SelectStmt')?.intoClause;
  if (into) return copied(node, into.rel);
  // A materialized view is made to hold what its query gives.
  const create = as(node, 'CreateTableAsStmt');
  if (create?.objtype !== 'OBJECT_TABLE' || create.into?.skipData) return null;
  return copied(create.query, create.into?.rel);
}

function copied(query: Node | undefined, to: RangeVar | undefined): Copy | null {
  const select = as(query, 'SelectStmt');
  return select && { select, to };
}

/** The table of which a query takes every row; null where it takes some, or puts several together. */
function wholeTable(select: SelectStmt): RangeVar | null {
  const { fromClause = [], whereClause, limitCount, groupClause, distinctClause } = select;
  if (whereClause || limitCount || groupClause || distinctClause || fromClause.length !== 1) {
    return null;
  }
  return as(fromClause[0], 'RangeVar');
}
