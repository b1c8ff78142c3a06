import {
  defineCheck,
  formatType,
  newForeignKeys,
  relationOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'fk-type-mismatch',
  title: 'A foreign key has another type than what it references',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt:AT_AddConstraint', 'AlterTableStmt:AT_AddColumn', 'CreateStmt'],
  needsState: true,
  covers: ['fk-type-mismatch'],
  sources: [{ tool: 'online_migrations', rule: 'mismatched_foreign_key_type' }],
  message: '{column} is {from}, and references {parent}, which is {to}.',
  many: '{count} foreign keys have another type than what they reference: {column}.',
  why:
    'PostgreSQL compares the two types with a cast. A key that grows beyond the smaller type cannot be ' +
    'referenced any more, and where no operator compares the types, the migration fails (42804).',
  todo: 'Give the column the type of what it references, {to}.',
  examples: {
    flagged: [
      {
        title: 'a smaller integer',
        sql: 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE posts (user_id int REFERENCES users (id));',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'the same type, one with a sequence',
        sql: 'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE posts (user_id int REFERENCES users (id));',
      },
      {
        title: 'text and varchar, which are compared alike',
        sql: 'CREATE TABLE users (id varchar(20) PRIMARY KEY);\nCREATE TABLE posts (u text REFERENCES users (id));',
      },
    ],
  },
  statement(visit) {
    for (const { table, parent, columns, constraint } of newForeignKeys(visit.statement.node)) {
      const relation = relationOf(visit.end(), table);
      const target = relationOf(visit.end(), parent);
      const referenced = relation?.constraints.find(
        ({ kind, name, columns: own }) =>
          kind === 'foreign key' &&
          (constraint.conname === undefined
            ? own.join() === columns.join()
            : name === constraint.conname),
      )?.references?.columns;
      for (const [place, name] of columns.entries()) {
        const own = relation?.columns.get(name);
        const other = target?.columns.get(referenced?.[place] ?? '');
        if (!own || !other || family(own.type.name) === family(other.type.name)) continue;
        const [from, to] = [formatType(own.type), formatType(other.type)];
        visit.report({
          data: {
            column: `${written(table)}.${name}`,
            from,
            parent: `${written(parent)}.${other.name}`,
            to,
          },
          cause: 'type',
        });
      }
    }
  },
});

/** Types that are compared by one operator without loss count as one. */
function family(type: string): string {
  return ['text', 'varchar', 'bpchar'].includes(type) ? 'text' : type;
}
