import { defineCheck, foreignKeysOf, placeOfPart } from '../../src/review/check.ts';

const config = {
  'drizzle.config.ts': "export default { schema: './src/schema.ts', dialect: 'postgresql' };",
  'drizzle/meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[]}',
};
const pg = "import { pgTable, text } from 'drizzle-orm/pg-core';\n";
const users = `${pg}export const users = pgTable('users', { id: text('id').primaryKey() });\n`;
const tags = `${pg}export const tags = pgTable('tags', {\n  id: text('id').primaryKey(),\n});\n`;
const base = {
  ...config,
  'src/schema.ts': "export * from './schema/users';\n",
  'src/schema/users.ts': users,
};

export default defineCheck({
  id: 'table-not-exported',
  title: 'drizzle-kit does not see a table',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The schema does not export the table {table}, so that no migration creates it.',
  why:
    'drizzle-kit reads the files that `schema` of its configuration names, and what they export. This file ' +
    'lies beside theirs, and none of them exports it: `drizzle-kit generate` passes the table over.',
  todo: "Export it from the schema's entry, as in `export * from './…';`.",
  variants: {
    referenced: {
      message: 'A foreign key leads to {table}, which the schema does not export.',
      why:
        'drizzle-kit creates what the files of the schema export. It writes this foreign key to a table that ' +
        'no migration creates, and which it would drop if one had.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a file that the entry forgets',
        trees: { base, head: { ...base, 'src/schema/tags.ts': tags } },
        lines: [2],
      },
      {
        title: 'a foreign key to a table that only its own file has',
        trees: {
          base,
          head: {
            ...base,
            'src/schema.ts':
              "export * from './schema/users';\nexport { page } from './schema/pages';\n",
            'src/schema/pages.ts': `${pg}export const tags = pgTable('tags', { id: text('id').primaryKey() });
export const page = pgTable('pages', {
  tagId: text('tag_id').references(() => tags.id),
});`,
          },
        },
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'a file that the entry exports',
        trees: {
          base,
          head: {
            ...base,
            'src/schema.ts': `${base['src/schema.ts']}export * from './schema/tags';\n`,
            'src/schema/tags.ts': tags,
          },
        },
      },
    ],
  },
  schema(visit) {
    if (!visit.isWhole) return;
    const names = new Set(
      visit.tables.map(({ relation }) => `${relation.name.schema}.${relation.name.name}`),
    );
    for (const { path, at, name } of visit.strays) {
      if (!names.has(`public.${name}`)) visit.report({ path, at, data: { table: name } });
    }
    const schemas = new Set(visit.tables.map(({ relation }) => relation.name.schema));
    for (const table of visit.tables) {
      for (const { name, references } of foreignKeysOf(table)) {
        const target = references.table;
        // Other schemas may be those of a service, such as `auth`.
        if (!schemas.has(target.schema) || names.has(`${target.schema}.${target.name}`)) continue;
        const place = placeOfPart(table, 'foreignKeys', name);
        visit.report({ ...place, variant: 'referenced', data: { table: target.name } });
      }
    }
  },
});
