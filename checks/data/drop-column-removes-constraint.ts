import {
  type RangeVar,
  type Relation,
  alterCommands,
  columnBefore,
  defineCheck,
  isDroppedLater,
  isOlder,
  relationBefore,
  relationOf,
  type StatementVisit,
  written,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE members (team int, person int, UNIQUE (team, person));';

export default defineCheck({
  id: 'drop-column-removes-constraint',
  title: 'A dropped column takes a constraint of other columns along',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_DropColumn'],
  needsState: true,
  covers: ['drop-column-removes-constraint', 'drop-index-with-column'],
  sources: [
    { tool: 'online_migrations', rule: 'remove_column' },
    { tool: 'pg-migration-lint', rule: 'PML010' },
    { tool: 'pg-migration-lint', rule: 'PML011' },
    { tool: 'pg-migration-lint', rule: 'PML012' },
  ],
  message: 'Dropping {column} takes {object} along, which other columns need as well.',
  many: 'Dropping {column} takes {object} along, which other columns need as well.',
  why:
    'PostgreSQL drops the whole constraint or unique index with one of its columns, without a ' +
    'message. What it kept true of {others} holds no longer.',
  todo:
    'Where {others} have to stay unique by themselves, build that index before, by hand and with ' +
    'CONCURRENTLY, and declare it in the Drizzle schema. Else nothing is to do.',
  examples: {
    flagged: [
      {
        title: 'a unique constraint of two columns',
        released,
        sql: 'ALTER TABLE members DROP COLUMN team;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a constraint of that column alone',
        released: 'CREATE TABLE users (id int, email text UNIQUE);',
        sql: 'ALTER TABLE users DROP COLUMN email;',
      },
      {
        title: 'with another one in its place',
        released,
        sql: 'ALTER TABLE members DROP COLUMN team;\nALTER TABLE members ADD UNIQUE (person);',
      },
      {
        title: 'dropped on purpose, before',
        released,
        sql: 'ALTER TABLE members DROP CONSTRAINT members_team_person_key;\nALTER TABLE members DROP COLUMN team;',
      },
    ],
  },
  statement(visit) {
    for (const { table, command } of alterCommands(visit.statement.node, 'AT_DropColumn')) {
      const name = command.name ?? '';
      const relation = relationBefore(visit, table);
      if (!relation || !isOlder(visit, table) || isDroppedLater(visit, table)) continue;
      if (columnBefore(visit, table, name)?.isNew || bringsKey(visit, table)) continue;
      for (const { object, columns } of keysWith(relation, name)) {
        const others = columns.filter((column) => column !== name);
        const data = { column: `${written(table)}.${name}`, object, others };
        visit.report({ data, cause: written(table) });
      }
    }
  },
});

/** What keeps a column unique together with others. */
function keysWith(relation: Relation, column: string): { object: string; columns: string[] }[] {
  const unique = [
    ...relation.constraints.filter(({ kind }) => kind === 'unique' || kind === 'primary key'),
    ...relation.indexes.filter((index) => index.unique),
  ];
  return unique.flatMap(({ name, columns }) => {
    const named = columns.flatMap((each) => each ?? []);
    const isShared = named.length === columns.length && named.length > 1 && named.includes(column);
    return isShared ? [{ object: name ?? '', columns: named }] : [];
  });
}

/** Whether the change gives the table another key. */
function bringsKey(visit: StatementVisit, table: RangeVar): boolean {
  const { constraints = [], indexes = [] } = relationOf(visit.end(), table) ?? {};
  const keys = constraints.filter(({ kind }) => kind === 'unique' || kind === 'primary key');
  return [...keys, ...indexes.filter(({ unique }) => unique)].some(({ isNew }) => isNew);
}
