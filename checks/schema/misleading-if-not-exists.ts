import {
  as,
  defineCheck,
  type IndexStmt,
  keyOf,
  type Relation,
  relationOf,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE users (id int, name text);\nCREATE INDEX by_name ON users (name);';

export default defineCheck({
  id: 'misleading-if-not-exists',
  title: 'IF NOT EXISTS finds something else of that name, and does nothing',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt', 'IndexStmt'],
  needsState: true,
  covers: ['misleading-if-not-exists'],
  sources: [
    { tool: 'pg-migration-lint', rule: 'PML403' },
    { tool: 'migrationpilot', rule: 'MP070' },
  ],
  message:
    'The table {object} is there already with other columns, so this does nothing: {column}.',
  why:
    'IF NOT EXISTS looks at the name alone. The statement succeeds, the database stays as it was, and ' +
    'the code meets a schema that no migration describes.',
  todo: 'Change what is there: `ALTER TABLE … ADD COLUMN …`, or take another name.',
  variants: {
    index: {
      message: 'The index {object} is there already with other columns, so this does nothing.',
      todo: 'Give the new index a name of its own, and drop the old one afterwards.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a table with one column more',
        released,
        sql: 'CREATE TABLE IF NOT EXISTS "users" (id int, name text, age int);',
        lines: [1],
      },
      {
        title: 'an index of the same name',
        released,
        sql: 'CREATE INDEX IF NOT EXISTS by_name ON users (id, name);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the same columns',
        released,
        sql:
          'CREATE TABLE IF NOT EXISTS users (name text, id int);\n' +
          'CREATE INDEX IF NOT EXISTS by_name ON users (name);',
      },
      {
        title: 'what is missing is added behind it',
        released,
        sql:
          'CREATE TABLE IF NOT EXISTS users (id int, name text, age int);\n' +
          'ALTER TABLE users ADD COLUMN IF NOT EXISTS age int;',
      },
      { title: 'a new name', released, sql: 'CREATE TABLE IF NOT EXISTS posts (id int);' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const create = as(node, 'CreateStmt');
    if (create?.if_not_exists && create.relation && !create.inhRelations) {
      const relation = relationOf(visit.before, create.relation);
      const wanted = (create.tableElts ?? []).flatMap(
        (each) => as(each, 'ColumnDef')?.colname ?? [],
      );
      const column = relation ? missingFrom(visit, relation, wanted) : [];
      if (column.length > 0) {
        visit.report({ data: { object: written(create.relation), column } });
      }
    }
    const index = as(node, 'IndexStmt');
    if (!index?.if_not_exists || index.idxname === undefined || !isOther(visit, index)) return;
    visit.report({ data: { object: index.idxname }, variant: 'index' });
  },
});

/** The columns that a table has not, and does not get from the change. */
function missingFrom(
  visit: StatementVisit,
  relation: Relation,
  wanted: readonly string[],
): readonly string[] {
  const after = visit.end().relations.get(keyOf(relation.name));
  return wanted.filter((name) => !relation.columns.has(name) && !after?.columns.has(name));
}

/** Whether an index of that name has other columns. */
function isOther(
  { before }: StatementVisit,
  { relation, idxname, indexParams }: IndexStmt,
): boolean {
  const known = relationOf(before, relation)?.indexes.find(({ name }) => name === idxname);
  const wanted = (indexParams ?? []).map((each) => as(each, 'IndexElem')?.name ?? null);
  return known !== undefined && known.columns.join('\0') !== wanted.join('\0');
}
