import {
  defineCheck,
  isInUnique,
  placeOfColumn,
  singularOf,
  sqlName,
  wordsOf,
} from '../../src/review/check.ts';

/** Tables of people, in which an address stands for one of them. */
const people = new Set(['user', 'account', 'customer', 'subscriber']);

export default defineCheck({
  id: 'natural-key-not-unique',
  title: 'A column that names one row is not unique',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    names: {
      type: 'list',
      default: [
        'slug',
        'token',
        'tokenHash',
        'username',
        'handle',
        'subdomain',
        'inviteCode',
        'apiKey',
      ],
      what: 'Names of columns by which one row is looked up; an email address counts where the rows are people.',
    },
  },
  message: 'By its name {column} stands for one row, and nothing keeps it unique.',
  many: 'By their names {count} columns stand for one row, and nothing keeps them unique: {column}.',
  why:
    'Code that looks a row up by it takes the first one. Two requests at once pass each check in the ' +
    'application, and only a unique index stops the second.',
  todo:
    'Declare `.unique()`, or a `uniqueIndex()` with the column within which it is unique. Of a table that has ' +
    'rows, look for those that are equal before: `SELECT {name}, count(*) FROM {table} GROUP BY 1 HAVING count(*) > 1;`',
  examples: {
    flagged: [
      {
        title: 'a slug, and the address of a user',
        schema:
          "export const users = pgTable('users', {\n  slug: text('slug').notNull(),\n  email: text('email'),\n});",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'unique alone, or within something',
        schema:
          "export const users = pgTable('users', { email: text('email').unique(), orgId: text('org_id'), slug: text('slug') }, (t) => [\n" +
          "  uniqueIndex('users_slug').on(t.orgId, t.slug),\n]);\nexport const mails = pgTable('mails', { email: text('email') });",
      },
    ],
  },
  schema(visit) {
    const names = new Set(visit.options.names.map((each) => wordsOf(each).join()));
    for (const table of visit.tables) {
      const isOfPeople = people.has(singularOf(wordsOf(table.relation.name.name).at(-1) ?? ''));
      for (const column of table.columns) {
        const words = wordsOf(column.name).join();
        const isNamed = names.has(words) || (words === 'email' && isOfPeople);
        const isText = column.type.name === 'text' || column.type.name === 'varchar';
        if (!isNamed || !isText || isInUnique(table, column.name)) continue;
        const data = {
          column: `${table.name}.${column.name}`,
          table: table.name,
          name: sqlName(column.name),
        };
        visit.report({ ...placeOfColumn(column), cause: table.name, data });
      }
    }
  },
});
