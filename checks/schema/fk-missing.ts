import {
  type DeclaredColumn,
  type DeclaredTable,
  columnsNamed,
  defineCheck,
  foreignKeysOf,
  formatType,
  primaryKeyOf,
  singularOf,
  tableGlobs,
  wordsOf,
} from '../../src/review/check.ts';

const users = "export const users = pgTable('users', { id: text('id').primaryKey() });\n";
const keyed =
  "export const members = pgTable('members', { userId: text('user_id').references(() => users.id) });\n";

/** How people say that a foreign key is left out on purpose. */
const meant =
  /\b(?:no|not an?|without an?|never an?|non-?)[ -](?:real |hard |db |database )?(?:FKs?|foreign[ -]keys?)\b|\bsoft[ -](?:link|ref|reference|fk)\b/i;

export default defineCheck({
  id: 'fk-missing',
  title: 'A column holds ids of a table, and no foreign key says so',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    keyless: {
      type: 'list',
      default: [
        '*log',
        '*logs',
        '*audit*',
        '*history',
        '*event',
        '*events',
        '*activit*',
        '*backup*',
        '*archive*',
        '*metric*',
        '*analytics*',
        '*usage*',
        '*stats',
        '*snapshot*',
      ],
      what: 'Globs of tables that keep ids of rows which may be gone.',
    },
  },
  message: 'By its name {column} holds ids of {parent}, and no foreign key keeps them true.',
  many: 'By their names {count} columns hold ids of other tables without a foreign key: {column}.',
  why:
    'Rows of {parent} can be deleted while others refer to them, and ids that never existed are accepted. ' +
    'The code that reads them has to expect orphans everywhere.',
  todo:
    'Declare `.references(() => {property}.id, { onDelete: … })`. Of a table that has rows, look for orphans ' +
    'before:\n\n```sql\n{query}\n```\n\nIf ids of rows that are gone are meant to stay, say `no foreign key` in a comment at ' +
    'the column, or name the table in `keyless`.',
  variants: {
    relation: {
      message: 'A relation joins {column} with {parent}, and no foreign key keeps its values true.',
      many: 'Relations join {count} columns with other tables without a foreign key: {column}.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'by its name',
        schema: `${users}${keyed}export const posts = pgTable('posts', {\n  userId: text('user_id'),\n});`,
        lines: [4],
      },
      {
        title: 'by a relation',
        schema:
          `${users}${keyed}export const posts = pgTable('posts', {\n  author: text('author'),\n});\n` +
          'export const ofPosts = relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.author], references: [users.id] }) }));',
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'ids of others, another type, a log',
        schema:
          `${users}${keyed}export const posts = pgTable('posts', {\n  stripeCustomerId: text('stripe_customer_id'),\n` +
          "  userId: integer('user_id'),\n});\nexport const auditLogs = pgTable('audit_logs', { userId: text('user_id') });",
      },
      {
        title: 'ids that are made here',
        schema: `${users}${keyed}export const posts = pgTable('posts', { userId: text('user_id').$defaultFn(() => createId()) });`,
      },
      {
        title: 'what a comment says to be meant',
        schema:
          `${users}${keyed}export const posts = pgTable('posts', {\n  // No FK: users are purged.\n` +
          "  userId: text('user_id'),\n});",
      },
      {
        title: 'a schema that has no foreign keys at all',
        schema: `${users}export const posts = pgTable('posts', { userId: text('user_id') });`,
      },
    ],
  },
  schema(visit) {
    const { tables, relations, options } = visit;
    const isKeyless = tableGlobs(options.keyless);
    const named = Map.groupBy(tables, nameOfOne);
    const found = tables
      .filter(({ name }) => !isKeyless(name))
      .flatMap((table) => missingIn(table, tables, named, relations));
    const keys = tables.reduce((count, table) => count + foreignKeysOf(table).length, 0);
    // Whoever has fewer keys than that does without them.
    if (keys < found.length) return;
    for (const { table, column, parent, isRelated } of found) {
      const { path, range } = column.place;
      const own = `${table.name}.${column.name}`;
      const [id = 'id'] = primaryKeyOf(parent);
      visit.report({
        path,
        at: range,
        cause: table.name,
        about: own,
        ...(isRelated && { variant: 'relation' }),
        data: {
          column: own,
          parent: parent.name,
          property: parent.name,
          query:
            `SELECT count(*) FROM ${table.name} c WHERE c."${column.name}" IS NOT NULL\n` +
            `  AND NOT EXISTS (SELECT FROM ${parent.name} p WHERE p."${id}" = c."${column.name}");`,
        },
      });
    }
  },
});

interface Missing {
  readonly table: DeclaredTable;
  readonly column: DeclaredColumn;
  readonly parent: DeclaredTable;
  readonly isRelated: boolean;
}

function missingIn(
  table: DeclaredTable,
  tables: readonly DeclaredTable[],
  named: ReadonlyMap<string, readonly DeclaredTable[]>,
  relations: Parameters<typeof relatedTo>[2],
): Missing[] {
  const keyed = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
  const key = primaryKeyOf(table);
  return table.columns.flatMap((column): Missing[] => {
    const isOwnKey = key.length === 1 && key[0] === column.name;
    const isMeant = meant.test(column.place.comment) || meant.test(table.place.comment);
    if (keyed.has(column.name) || isOwnKey || isMeant || makesIds(column)) return [];
    const related = relatedTo(table, column, relations, tables);
    const subject = namedAfter(column);
    const parents = subject === null ? [] : (named.get(subject) ?? []);
    const parent = related ?? parents.find((each) => each !== table);
    if (!parent || !isOfItsKey(column, parent)) return [];
    return [{ table, column, parent, isRelated: related !== undefined }];
  });
}

/** Whether a column gets ids of its own, which cannot be those of rows that exist. */
function makesIds({ default: value, place }: DeclaredColumn): boolean {
  return value !== null || place.calls.some((each) => each.startsWith('$default'));
}

/** The table that a relation joins a column with, by the key of that table. */
function relatedTo(
  table: DeclaredTable,
  column: DeclaredColumn,
  relations: readonly {
    readonly table: string;
    readonly to: string;
    readonly fields: readonly string[];
    readonly references: readonly string[];
  }[],
  tables: readonly DeclaredTable[],
): DeclaredTable | undefined {
  const keyOf = ({ relation }: DeclaredTable): string =>
    `${relation.name.schema}.${relation.name.name}`;
  const own = keyOf(table);
  const relation = relations.find(
    (each) =>
      each.table === own && each.fields.length === 1 && each.fields[0] === column.place.property,
  );
  const parent = relation && tables.find((each) => keyOf(each) === relation.to);
  if (!relation || !parent) return undefined;
  const [id] = primaryKeyOf(parent);
  return columnsNamed(parent, relation.references)[0] === id ? parent : undefined;
}

/** What `userId` and `user_id` are named after: `user`. */
function namedAfter({ name }: DeclaredColumn): string | null {
  const words = wordsOf(name);
  return words.length > 1 && words.at(-1) === 'id' ? words.slice(0, -1).join(' ') : null;
}

/** The words of a table's name, of which the last is one of what it holds: `user` of `users`. */
function nameOfOne({ relation }: DeclaredTable): string {
  const words = wordsOf(relation.name.name);
  return [...words.slice(0, -1), singularOf(words.at(-1) ?? '')].join(' ');
}

function isOfItsKey({ type }: DeclaredColumn, parent: DeclaredTable): boolean {
  const [id, ...others] = primaryKeyOf(parent);
  const target = parent.relation.columns.get(id ?? '');
  return (
    target !== undefined && others.length === 0 && formatType(type) === formatType(target.type)
  );
}
