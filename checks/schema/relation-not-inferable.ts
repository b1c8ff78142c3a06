import { type DeclaredRelation, defineCheck } from '../../src/review/check.ts';

const tables =
  "export const users = pgTable('users', { id: text('id').primaryKey() });\n" +
  "export const posts = pgTable('posts', { authorId: text('author_id'), editorId: text('editor_id') });\n";

const author = 'author: one(users, { fields: [posts.authorId], references: [users.id] })';
const editor = 'editor: one(users, { fields: [posts.editorId], references: [users.id] })';

function named(relation: string, name: string): string {
  return relation.replace('{ fields', `{ relationName: '${name}', fields`);
}

export default defineCheck({
  id: 'relation-not-inferable',
  title: 'Drizzle cannot tell by which columns a relation joins',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'Several relations of {to} may be the other side of {relation}.',
  why:
    'A query `with: { {name}: true }` throws: "There are multiple relations". TypeScript and `drizzle-kit` ' +
    'do not see it.',
  todo:
    'Give both sides of each pair one name: `relationName` in `{relation}` and in the `one()` of {to} that ' +
    'belongs to it.',
  variants: {
    alone: {
      message: 'The relation {relation} has no other side in {to} that names its columns.',
      why:
        'A `one()` without `fields`, and each `many()`, take their columns from the other side. A query ' +
        '`with: { {name}: true }` throws: "There is not enough information to infer relation".',
      todo: 'Declare `one(…, { fields, references })` in the relations of {to}.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'two relations between two tables, without names',
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({ ${author}, ${editor} }));
export const ofUsers = relations(users, ({ many }) => ({
  posts: many(posts),
}));`,
        lines: [5],
      },
      {
        title: 'a side without the other one',
        schema: `${tables}export const ofUsers = relations(users, ({ many }) => ({\n  posts: many(posts),\n}));`,
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'pairs with names',
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({ ${named(author, 'a')}, ${named(editor, 'b')} }));
export const ofUsers = relations(users, ({ many }) => ({ posts: many(posts, { relationName: 'a' }) }));`,
      },
      {
        title: 'one pair, and what names its columns itself',
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({ ${author} }));
export const ofUsers = relations(users, ({ many }) => ({ posts: many(posts) }));`,
      },
    ],
  },
  schema({ relations, isWhole, tables: declared, report }) {
    if (!isWhole) return;
    const names = new Map(
      declared.map(({ relation, name }) => [`${relation.name.schema}.${relation.name.name}`, name]),
    );
    for (const each of relations) {
      if (each.fields.length > 0) continue;
      const others = relations.filter((other) => mayAnswer(each, other));
      const [other] = others;
      if (others.length === 1 && other?.kind === 'one' && other.fields.length > 0) continue;
      const data = {
        relation: `${names.get(each.table) ?? each.table}.${each.name}`,
        name: each.name,
        to: names.get(each.to) ?? each.to,
      };
      const words = others.length > 1 ? {} : { variant: 'alone' };
      const { path, range } = each.place;
      report({ path, at: range, data, ...words });
    }
  },
});

/** Whether Drizzle takes a relation for the other side: by its name, else by its table. */
function mayAnswer(one: DeclaredRelation, other: DeclaredRelation): boolean {
  if (other.table !== one.to || other === one) return false;
  if (one.relationName !== null) return other.relationName === one.relationName;
  return other.to === one.table;
}
