import { defineCheck, foreignKeysOf, placeOfPart, writtenName } from '../../src/review/check.ts';

const users = "export const users = pgTable('users', { id: text('id').primaryKey() });\n";

export default defineCheck({
  id: 'fk-set-null-not-null',
  title: 'A delete shall set a column to null that does not take null',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'A deleted row of {parent} sets {column} to null, which is NOT NULL.',
  why:
    'PostgreSQL accepts such a foreign key. But each DELETE of a row of {parent} that is referenced fails ' +
    '(23502), as if nothing were said for deletes.',
  todo:
    'Leave `.notNull()` out where the row shall stay without its parent, or say `onDelete: ' +
    "'cascade'` or `'restrict'`.",
  variants: {
    default: {
      message:
        'A deleted row of {parent} sets {column} to its default; it has none and is NOT NULL.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'set null',
        schema: `${users}export const posts = pgTable('posts', {\n  id: text('id').primaryKey(),\n  authorId: text('author_id').notNull().references(() => users.id, { onDelete: 'set null' }),\n});`,
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'a column that takes null, and one that goes along',
        schema: `${users}export const posts = pgTable('posts', {\n  id: text('id').primaryKey(),\n  authorId: text('author_id').references(() => users.id, { onDelete: 'set null' }),\n  ownerId: text('owner_id').notNull().references(() => users.id, { onDelete: 'cascade' }),\n});`,
      },
    ],
  },
  schema(visit) {
    for (const table of visit.tables) {
      for (const { name, columns, references } of foreignKeysOf(table)) {
        const { onDelete } = references;
        if (onDelete !== 'set null' && onDelete !== 'set default') continue;
        const refused = columns.filter((each) => {
          const column = table.relation.columns.get(each);
          const isNull = onDelete === 'set null' || column?.default === null;
          return column?.notNull === true && isNull;
        });
        if (refused.length === 0) continue;
        visit.report({
          ...placeOfPart(table, 'foreignKeys', name),
          ...(onDelete === 'set default' && { variant: 'default' }),
          data: {
            parent: writtenName(references.table),
            column: refused.map((each) => `${table.name}.${each}`),
          },
        });
      }
    }
  },
});
