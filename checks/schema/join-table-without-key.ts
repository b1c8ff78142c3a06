import {
  type DeclaredTable,
  defineCheck,
  foreignKeysOf,
  primaryKeyOf,
  singularOf,
  uniqueKeysOf,
  wordsOf,
} from '../../src/review/check.ts';

const parents =
  "export const pages = pgTable('pages', { id: text('id').primaryKey() });\n" +
  "export const tags = pgTable('tags', { id: text('id').primaryKey() });\n";
const columns =
  "pageId: text('page_id').notNull().references(() => pages.id), tagId: text('tag_id').notNull().references(() => tags.id)";

export default defineCheck({
  id: 'join-table-without-key',
  title: 'A join table takes the same pair twice',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: '{table} joins {parents}, and nothing keeps a pair from being there twice.',
  why:
    'A double click or a retry adds the pair once more. Then lists show it twice, counts are wrong, and ' +
    'removing one row does not end the membership.',
  todo:
    'Make both columns the primary key: `primaryKey({ columns: [{list}] })`, or add a `uniqueIndex()` on them. ' +
    'Of a table that has rows, remove the doubles before.',
  examples: {
    flagged: [
      {
        title: 'an id of its own, and no key on the pair',
        schema: `${parents}export const pageTags = pgTable('page_tags', { id: text('id').primaryKey(), ${columns} });`,
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'a key of both columns, and a table that is more than a pair',
        schema:
          `${parents}export const pageTags = pgTable('page_tags', { ${columns} }, (t) => [primaryKey({ columns: [t.pageId, t.tagId] })]);\n` +
          `export const pageTagChanges = pgTable('page_tag_changes', { ${columns}, at: timestamp('at'), before: text('before'), after: text('after') });`,
      },
    ],
  },
  schema(visit) {
    for (const table of visit.tables) {
      const pair = pairOf(table);
      if (!pair || isKept(table, pair.columns)) continue;
      visit.report({
        path: table.place.path,
        at: table.place.range,
        about: table.name,
        data: {
          table: table.name,
          parents: pair.parents,
          list: pair.columns.map((each) => `table.${propertyOf(table, each)}`).join(', '),
        },
      });
    }
  },
});

/** Words of names of join tables that name neither table. */
const joining = new Set(
  'member membership participant map mapping link to relation assignment favorite bookmark'.split(
    ' ',
  ),
);

/** The two columns of a table whose name says that it joins two tables, and which holds little else. */
function pairOf(table: DeclaredTable): { columns: string[]; parents: string[] } | null {
  const keys = foreignKeysOf(table).filter(
    ({ columns: [column = ''], columns: all }) =>
      all.length === 1 && table.relation.columns.get(column)?.notNull,
  );
  const parents = keys.map(({ references }) => references.table.name);
  if (keys.length !== 2 || parents[0] === parents[1]) return null;
  const words = wordsOf(table.relation.name.name).map(singularOf);
  const ofParents = words.filter((word) => parents.some((each) => lastWord(each) === word));
  const isPair = words.every((word) => joining.has(word) || ofParents.includes(word));
  if (!isPair || ofParents.length === 0) return null;
  const pair = keys.flatMap(({ columns: all }) => all);
  const others = table.columns.filter(
    ({ name, type }) => !pair.includes(name) && name !== 'id' && !type.name.startsWith('timestamp'),
  );
  return others.length <= 2 ? { columns: pair, parents } : null;
}

function lastWord(name: string): string {
  return singularOf(wordsOf(name).at(-1) ?? '');
}

/** Whether a key holds both columns, or one of them alone. */
function isKept(table: DeclaredTable, pair: readonly string[]): boolean {
  const keys = [primaryKeyOf(table), ...uniqueKeysOf(table).map(({ columns: of }) => of)];
  const partial = table.relation.indexes.flatMap(({ unique, columns: of }) => (unique ? [of] : []));
  return [...keys, ...partial].some(
    (key) =>
      pair.every((each) => key.includes(each)) || (key.length === 1 && pair.includes(key[0]!)),
  );
}

function propertyOf({ columns: all }: DeclaredTable, name: string): string {
  return all.find((each) => each.name === name)?.place.property ?? name;
}
