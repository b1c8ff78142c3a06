import {
  type DeclaredKey,
  type DeclaredTable,
  defineCheck,
  foreignKeysOf,
  placeOfPart,
  writtenName,
} from '../../src/review/check.ts';

function table(name: string, parent?: string, rule = 'cascade'): string {
  const reference = parent
    ? `, parentId: text('parent_id').references(() => ${parent}.id, { onDelete: '${rule}' })`
    : '';
  return `export const ${name} = pgTable('${name}', { id: text('id').primaryKey()${reference} });\n`;
}

const users = table('users');
const below = `${table('pages', 'drives')}${table('comments', 'pages')}${table('reactions', 'comments')}`;

export default defineCheck({
  id: 'cascade-reach',
  title: 'A delete takes rows of many tables along',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    tables: {
      type: 'integer',
      default: 5,
      minimum: 1,
      what: 'From how many tables on, beside the one with the foreign key, the check speaks.',
    },
  },
  message:
    'Deleting a row of {parent} deletes rows of {table}, and with them rows of {count} tables more.',
  why:
    'ON DELETE CASCADE goes on from table to table: {tables}. All of it happens in one statement, with a ' +
    'lock on each row, and triggers and soft deletes do not stop it.',
  todo:
    "Keep it if all of that belongs to the row. Otherwise say `onDelete: 'restrict'` at {columns}, so that a " +
    "delete has to be meant, or `'set null'` where the rows shall stay.",
  examples: {
    flagged: [
      {
        options: { tables: 3 },
        title: 'a foreign key above tables that cascade already',
        schema: {
          before: `${users}${table('drives')}${below}`,
          after: `${users}${table('drives', 'users')}${below}`,
        },
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a table below which nothing is, and one that keeps its rows',
        schema: {
          before: `${users}${table('drives')}${below}`,
          after: `${users}${table('drives', 'users', 'restrict')}${below}${table('likes', 'reactions')}`,
        },
      },
    ],
  },
  schema(visit) {
    const old = new Set(
      visit.before?.tables.flatMap((each) => cascadesOf(each).map((key) => identityOf(each, key))),
    );
    const byParent = Map.groupBy(
      visit.tables.flatMap((each) =>
        cascadesOf(each).map(({ references }) => ({
          parent: writtenName(references.table),
          child: each.name,
        })),
      ),
      ({ parent }) => parent,
    );
    for (const each of visit.tables) {
      for (const key of cascadesOf(each)) {
        if (old.has(identityOf(each, key))) continue;
        const { name, columns, references } = key;
        const parent = writtenName(references.table);
        const reached = reachedFrom(each.name, (from) =>
          (byParent.get(from) ?? []).map(({ child }) => child),
        ).filter((one) => one !== each.name && one !== parent);
        if (parent === each.name || reached.length < visit.options.tables) continue;
        visit.report({
          ...placeOfPart(each, 'foreignKeys', name),
          about: identityOf(each, key),
          data: { table: each.name, parent, columns, count: reached.length, tables: reached },
          evidence: { tables: reached },
        });
      }
    }
  },
});

function identityOf({ name }: DeclaredTable, { columns, references }: DeclaredKey): string {
  return JSON.stringify([name, columns, writtenName(references.table)]);
}

function cascadesOf(each: DeclaredTable): DeclaredKey[] {
  return foreignKeysOf(each).filter(({ references }) => references.onDelete === 'cascade');
}

/** What lies below a table, the nearest first. */
function reachedFrom(start: string, below: (table: string) => readonly string[]): string[] {
  const reached = [start];
  for (const each of reached) {
    reached.push(...below(each).filter((child) => !reached.includes(child)));
  }
  return [...new Set(reached)].slice(1);
}
