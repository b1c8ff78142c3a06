import {
  columnTypeChanges,
  defineCheck,
  keyOf,
  referencing,
  relationBefore,
  writeQualified,
  written,
} from '../../src/review/check.ts';

const released =
  'CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE posts (id int, user_id int REFERENCES users (id));';

export default defineCheck({
  id: 'alter-type-fk-column',
  title: 'A change of type locks the other side of a foreign key, too',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AlterColumnType'],
  needsState: true,
  covers: ['alter-type-fk-column'],
  sources: [],
  message: 'Changes the type of {column}, which a foreign key joins with {other}.',
  many: 'Changes the types of {count} columns that foreign keys join with {other}: {column}.',
  why:
    'PostgreSQL makes the foreign key anew: it locks {other} with ACCESS EXCLUSIVE as well, and where ' +
    'the rows are written anew, it looks up each of them again. Reads and writes of both tables wait.',
  todo:
    'Change both sides in one deploy, when little is going on. Or drop the foreign key first, and add ' +
    'it again with NOT VALID, to be validated in a later deploy.',
  examples: {
    flagged: [
      {
        title: 'the column with the key',
        released,
        sql: 'ALTER TABLE posts ALTER COLUMN user_id TYPE bigint;',
        lines: [1],
      },
      {
        title: 'what it references',
        released,
        sql: 'ALTER TABLE users ALTER COLUMN id TYPE bigint;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'another column', released, sql: 'ALTER TABLE posts ALTER COLUMN id TYPE bigint;' },
    ],
  },
  statement(visit) {
    for (const { table, column } of columnTypeChanges(visit)) {
      const relation = relationBefore(visit, table);
      if (!relation) continue;
      const own = relation.constraints.flatMap(({ references, columns }) =>
        references && columns.includes(column) ? references.table : [],
      );
      const others = referencing(visit.before, relation).filter(({ constraints }) =>
        constraints.some(
          ({ references }) =>
            references &&
            keyOf(references.table) === keyOf(relation.name) &&
            references.columns.includes(column),
        ),
      );
      const other = [...own, ...others.map(({ name }) => name)];
      if (other.length === 0) continue;
      const names = [...new Set(other.map(({ schema, name }) => writeQualified(schema, name)))];
      visit.report({ data: { column: `${written(table)}.${column}`, other: names }, cause: 'key' });
    }
  },
});
