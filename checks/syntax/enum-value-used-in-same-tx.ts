import {
  as,
  dataTypeOf,
  defineCheck,
  later,
  type StatementVisit,
  stringsOf,
  walk,
  type Node,
} from '../../src/review/check.ts';

const old = "CREATE TYPE status AS ENUM ('open');\nCREATE TABLE tasks (id int, status status);";

export default defineCheck({
  id: 'enum-value-used-in-same-tx',
  title: 'A new value of an enum is used before it is committed',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  on: ['AlterEnumStmt'],
  needsState: true,
  covers: ['enum-value-used-in-same-tx', 'drizzle-add-value-batch'],
  sources: [
    { tool: 'pgsafe', rule: 'enum-value-used-in-transaction' },
    { tool: 'migrationpilot', rule: 'MP012' },
  ],
  message: 'The value {value} is added to {type} and used in the same transaction, in {user}.',
  why:
    'PostgreSQL refuses a new value of an enum until the transaction that added it is committed ' +
    "(55P04). Drizzle's migrator runs all pending migrations in one, so a later migration of the same " +
    'deploy does not help.',
  todo: 'Add the value in one deploy, and use it in the next one.',
  variants: {
    each: {
      why:
        'PostgreSQL refuses a new value of an enum until the transaction that added it is committed ' +
        '(55P04). The migrator runs each migration in one transaction.',
      todo: 'Add the value in one migration, and use it in the next one.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a new default in the same migration',
        released: old,
        sql: "ALTER TYPE status ADD VALUE 'done';\n--> statement-breakpoint\nALTER TABLE tasks ALTER COLUMN status SET DEFAULT 'done';",
        lines: [1],
      },
      {
        title: "in the next migration of the same deploy, with Drizzle's migrator",
        released: old,
        sql: [
          "ALTER TYPE status ADD VALUE 'done';",
          "UPDATE tasks SET status = 'done' WHERE id = 1;",
        ],
        lines: [1],
      },
      {
        title: 'by a cast',
        released: old,
        transaction: 'each',
        sql: "ALTER TYPE status ADD VALUE 'done';\n--> statement-breakpoint\nSELECT 'done'::status;",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'in the next migration, where each has its transaction',
        released: old,
        transaction: 'each',
        sql: [
          "ALTER TYPE status ADD VALUE 'done';",
          "UPDATE tasks SET status = 'done' WHERE id = 1;",
        ],
      },
      {
        title: 'a type that the same transaction made',
        sql: "CREATE TYPE status AS ENUM ('open');\nALTER TYPE status ADD VALUE 'done';\nCREATE TABLE a (b status DEFAULT 'done');",
      },
      {
        title: 'the same word in a column of another type',
        released: `${old}\nCREATE TABLE notes (note text);`,
        sql: "ALTER TYPE status ADD VALUE 'done';\n--> statement-breakpoint\nUPDATE notes SET note = 'done' WHERE note = '';",
      },
    ],
  },
  statement(visit) {
    const change = as(visit.statement.node, 'AlterEnumStmt');
    const value = change?.newVal;
    const [name = ''] = stringsOf(change?.typeName).toReversed();
    if (visit.transaction === null || value === undefined || change?.oldVal !== undefined) return;
    if (isNewType(visit, name)) return;

    const user = later(visit).find(
      ({ transaction, statement }) =>
        transaction === visit.transaction &&
        statement.runs === 'always' &&
        uses(visit, statement.node, name, value),
    );
    if (!user) return;
    const place = `${user.path.split('/').at(-1)}:${user.statement.range.start.line}`;
    const isEach = visit.migrator.transaction === 'each';
    visit.report({
      data: { value, type: name, user: place },
      about: [value, name],
      ...(isEach && { variant: 'each' }),
    });
  },
});

function isNewType({ before }: StatementVisit, name: string): boolean {
  return [...before.enums.values()].some((type) => type.name.name === name && type.isNew);
}

/** Whether a statement says the value, and meets the type: by a cast, a column of it, or a table with one. */
function uses(visit: StatementVisit, node: Node, type: string, value: string): boolean {
  let isSaid = false;
  let isMet = false;
  walk(node, (kind, fields) => {
    const each = { [kind]: fields } as unknown as Node;
    if (as(each, 'A_Const')?.sval?.sval === value) isSaid = true;
    const typeName = as(each, 'TypeName') ?? typeOf(fields);
    if (typeName && dataTypeOf(typeName).name === type) isMet = true;
    const table = as(each, 'RangeVar')?.relname ?? relationOf(fields);
    if (table !== undefined && hasColumnOf(visit, table, type)) isMet = true;
  });
  return isSaid && isMet;
}

function typeOf(fields: object) {
  return (fields as { typeName?: Parameters<typeof dataTypeOf>[0] }).typeName;
}

function relationOf(fields: object): string | undefined {
  return (fields as { relation?: { relname?: string } }).relation?.relname;
}

function hasColumnOf({ before }: StatementVisit, table: string, type: string): boolean {
  return [...before.relations.values()]
    .filter(({ name }) => name.name === table)
    .some(({ columns }) => [...columns.values()].some((column) => column.type.name === type));
}
