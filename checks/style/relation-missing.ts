import {
  columnsNamed,
  defineCheck,
  foreignKeysOf,
  placeOfPart,
  writtenName,
} from '../../src/review/check.ts';

const tables =
  "export const users = pgTable('users', { id: text('id').primaryKey() });\n" +
  "export const posts = pgTable('posts', {\n  authorId: text('author_id').references(() => users.id),\n});\n";
const author = 'author: one(users, { fields: [posts.authorId], references: [users.id] })';

export default defineCheck({
  id: 'relation-missing',
  title: 'A foreign key has no relation',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    back: {
      type: 'boolean',
      default: false,
      what: 'Whether the table that is referred to has to have a relation back.',
    },
  },
  message: 'No relation of {table} follows its foreign key {columns} to {parent}.',
  many: 'No relations of {table} follow {count} of its foreign keys: {columns}.',
  why:
    "Drizzle's relational queries know relations and not foreign keys: `with` cannot reach {parent} from " +
    'here, so that whoever needs it writes a join or a second query.',
  todo:
    'Add `one({parent}, { fields, references })` to the `relations()` of {table}, with the columns of the ' +
    'foreign key.',
  variants: {
    back: {
      message: 'No relation of {parent} leads back to {table}, which refers to it by {columns}.',
      many: 'No relations lead back to {table} from {count} tables: {parent}.',
      why: "Drizzle's relational queries cannot reach the rows of {table} from {parent} with `with`.",
      todo: 'Add `many({table})` to the `relations()` of {parent}.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a foreign key beside one that has its relation',
        schema: `${tables.replace('\n});', "\n  editorId: text('editor_id').references(() => users.id),\n});")}export const ofPosts = relations(posts, ({ one }) => ({ ${author} }));`,
        lines: [4],
      },
      {
        title: 'none back, where that is asked for',
        options: { back: true },
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({ ${author} }));`,
        lines: [3],
      },
    ],
    accepted: [
      { title: 'a repository without relations', schema: tables },
      {
        title: 'the relation of the foreign key',
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({ ${author} }));`,
      },
      {
        title: 'both sides',
        options: { back: true },
        schema:
          `${tables}export const ofPosts = relations(posts, ({ one }) => ({ ${author} }));\n` +
          'export const ofUsers = relations(users, ({ many }) => ({ posts: many(posts) }));',
      },
    ],
  },
  schema(visit) {
    // Without any, the repository joins by hand, or has relations of another kind.
    if (!visit.isWhole || visit.relations.length === 0) return;
    for (const table of visit.tables) {
      const { schema, name: own } = table.relation.name;
      const of = visit.relations.filter((each) => each.table === `${schema}.${own}`);
      for (const { name, columns, references } of foreignKeysOf(table)) {
        const target = `${references.table.schema}.${references.table.name}`;
        const follows = of.some(
          ({ to, fields }) =>
            to === target && columnsNamed(table, fields).join() === columns.join(),
        );
        const isBack = visit.relations.some(
          (each) => each.table === target && each.to === `${schema}.${own}`,
        );
        if (follows && (isBack || !visit.options.back)) continue;
        visit.report({
          ...placeOfPart(table, 'foreignKeys', name),
          cause: table.name,
          ...(follows && { variant: 'back' }),
          data: { table: table.name, columns, parent: writtenName(references.table) },
        });
      }
    }
  },
});
