import { columnsNamed, defineCheck, foreignKeysOf } from '../../src/review/check.ts';

const tables =
  "export const users = pgTable('users', { id: text('id').primaryKey(), email: text('email').unique() });\n" +
  "export const posts = pgTable('posts', { authorId: text('author_id').references(() => users.id) });\n";

export default defineCheck({
  id: 'relation-differs-from-key',
  title: 'A relation joins other columns than the foreign key',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The relation {relation} joins {columns} with {to}, its foreign key with {target}.',
  why:
    'The foreign key says which row the value belongs to. Queries `with` this relation look for it by ' +
    'something else, and find nothing or a row that is not meant.',
  todo: 'Name in `references` what the foreign key refers to, or correct the foreign key.',
  examples: {
    flagged: [
      {
        title: 'another column of the same table',
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({
  author: one(users, { fields: [posts.authorId], references: [users.email] }),
}));`,
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'the same columns',
        schema: `${tables}export const ofPosts = relations(posts, ({ one }) => ({
  author: one(users, { fields: [posts.authorId], references: [users.id] }),
}));`,
      },
    ],
  },
  schema({ relations, tables: declared, report }) {
    const byKey = new Map(
      declared.map((each) => [`${each.relation.name.schema}.${each.relation.name.name}`, each]),
    );
    for (const { table, to, name, fields, references, place } of relations) {
      const [own, other] = [byKey.get(table), byKey.get(to)];
      if (!own || !other || fields.length === 0) continue;
      const columns = columnsNamed(own, fields);
      const joined = columnsNamed(other, references).map((each) => `${other.name}.${each}`);
      const keys = foreignKeysOf(own).filter((each) => sameColumns(each.columns, columns));
      const targets = keys.map(({ references: { table: target, columns: named } }) =>
        named.map((each) => `${byKey.get(`${target.schema}.${target.name}`)?.name}.${each}`),
      );
      const [first] = targets;
      if (!first || targets.some((each) => sameColumns(each, joined))) continue;
      report({
        path: place.path,
        at: place.range,
        data: { relation: `${own.name}.${name}`, columns, to: joined, target: first },
      });
    }
  },
});

function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
