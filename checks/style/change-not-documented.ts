import {
  type DeclaredModel,
  type DeclaredTable,
  defineCheck,
  tableGlobs,
  wordsOf,
} from '../../src/review/check.ts';

const tree = (schema: string, more: Record<string, string> = {}): Record<string, string> => ({
  'drizzle.config.ts': "export default { schema: './schema.ts', dialect: 'postgresql' };",
  'drizzle/meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[]}',
  'schema.ts': `import { pgTable, text } from 'drizzle-orm/pg-core';\n${schema}`,
  ...more,
});
const users =
  "export const users = pgTable('users', { id: text('id').primaryKey(), nick: text('nick') });\n";
const tags = "export const pageTags = pgTable('page_tags', { id: text('id').primaryKey() });\n";

export default defineCheck({
  id: 'change-not-documented',
  title: 'No document says a word of a new table, or of one that goes',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  readsDocuments: true,
  options: {
    documents: {
      type: 'list',
      default: [],
      what: 'Globs of the documents and change logs, one of which has to name it; without any, nothing is asked.',
    },
  },
  message: 'Adds {name}, and no document of this change names it.',
  why: 'The team writes down what its tables are for; what is not written with the change is written by nobody.',
  todo: 'Say in one of {documents} what it is for.',
  variants: {
    removed: {
      message: 'Removes {name}, and no document of this change names it.',
      why: 'Whoever operates the database, or restores an older backup, looks there for what was taken away, and why.',
      todo: 'Say in one of {documents} that it goes, and what replaces it.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a new table, and a column that goes',
        options: { documents: ['docs/**', 'CHANGELOG.md'] },
        trees: {
          base: tree(users),
          head: tree(`${users.replace(", nick: text('nick')", '')}${tags}`, {
            'CHANGELOG.md': '- faster\n',
          }),
        },
        lines: [2, 3],
      },
    ],
    accepted: [
      {
        title: 'a word about it',
        options: { documents: ['CHANGELOG.md'] },
        trees: {
          base: tree(users),
          head: tree(`${users}${tags}`, { 'CHANGELOG.md': '- Page tags: new table `pageTags`.\n' }),
        },
      },
      {
        title: 'where no documents are configured',
        trees: { base: tree(users), head: tree(users + tags) },
      },
    ],
  },
  schema(visit) {
    const globs = visit.options.documents;
    const { before, tables } = visit;
    if (globs.length === 0 || !before) return;
    const isDocument = tableGlobs(globs);
    const said = [...visit.documents]
      .filter(([path]) => isDocument(path))
      .map(([, text]) => ` ${wordsOf(text).join(' ')} `)
      .join('');
    const isSaid = (name: string): boolean => said.includes(` ${wordsOf(name).join(' ')} `);

    const data = { documents: globs };
    for (const { name, place } of tables) {
      if (before.tables.some((each) => each.name === name) || isSaid(name)) continue;
      visit.report({ path: place.path, at: place.range, data: { ...data, name } });
    }
    for (const { name, path, at } of removed(before, visit).filter((each) => !isSaid(each.word))) {
      visit.report({ path, at, variant: 'removed', data: { ...data, name } });
    }
  },
});

interface Removed {
  /** The name that a document has to hold. */
  readonly word: string;
  readonly name: string;
  readonly path: string;
  readonly at: DeclaredTable['place']['range'];
}

/** Tables and columns that are gone, where their table or file stands. */
function removed(before: DeclaredModel, { tables }: DeclaredModel): Removed[] {
  return before.tables.flatMap((old): Removed[] => {
    const table = tables.find(({ name }) => name === old.name);
    const beside = tables.find(({ place }) => place.path === old.place.path) ?? tables[0] ?? old;
    const { path, range } = (table ?? beside).place;
    if (!table) return [{ word: old.name, name: old.name, path, at: range }];
    const left = new Set(table.columns.map(({ name }) => name));
    return old.columns
      .filter(({ name }) => !left.has(name))
      .map(({ name }) => ({ word: name, name: `${old.name}.${name}`, path, at: range }));
  });
}
