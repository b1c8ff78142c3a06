import {
  defineCheck,
  nameOfTable,
  type Query,
  type TableUse,
  whatItIs,
} from '../../src/review/check.ts';

/** What is large by its type, and what is where its name says so. */
const largeTypes: ReadonlySet<string> = new Set(['bytea', 'tsvector', 'vector', 'xml']);
const openTypes: ReadonlySet<string> = new Set(['text', 'json', 'jsonb']);

export default defineCheck({
  id: 'selects-large-columns',
  title: 'A query loads large columns that nobody reads',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  options: {
    columns: {
      what: 'Columns of text and JSON that are large, by their names in TypeScript.',
      type: 'list',
      default: [
        'content',
        'body',
        'html',
        'markdown',
        'document',
        'payload',
        'snapshot',
        'raw',
        'blob',
      ],
    },
  },
  covers: [],
  sources: [],
  message: 'Loads {large} of {table}, and reads only {used}.',
  why:
    'Large values stand outside their row in PostgreSQL. Each has to be fetched, unpacked, sent and ' +
    'held in memory, which takes far longer than the columns that are read.',
  todo: 'Name the columns:\n\n```ts\n{picked}\n```',
  examples: {
    flagged: [
      {
        title: 'a title is read, and the content comes along',
        code: 'const rows = await db.select().from(posts).limit(20);\nexport const titles = rows.map((row) => row.title);',
        lines: [1],
      },
      {
        title: 'one row of a relational query',
        code: "const post = await db.query.posts.findFirst({ where: eq(posts.id, '1') });\nif (!post) throw new Error();\nexport const title = post.title;",
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'named columns',
        code: 'const rows = await db.select({ title: posts.title }).from(posts).limit(9);\nexport const titles = rows.map((row) => row.title);',
      },
      {
        title: 'the large column is read',
        code: 'const rows = await db.select().from(posts).limit(9);\nexport const all = rows.map((row) => row.content);',
      },
      {
        title: 'rows that are given away',
        code: 'const rows = await db.select().from(posts).limit(9);\nshow(rows);\nexport const titles = rows.map((row) => row.title);',
      },
      {
        title: 'a table without large columns',
        code: 'const rows = await db.select().from(users).limit(9);\nexport const names = rows.map((row) => row.name);',
      },
    ],
  },
  query({ file, options, report }) {
    for (const query of file.queries) {
      const { verb, table, usage, at } = query;
      if (!table || !usage || usage.onlyCounted || !readsWholeRows(query)) continue;
      const large = largeOf(table, options.columns);
      const used = [...usage.columns].filter((name) => table.facts?.columns.has(name));
      const isRead = large.some((name) => usage.columns.has(name));
      if (large.length === 0 || used.length === 0 || isRead) continue;
      const picked =
        verb === 'select'
          ? `.select({ ${used.map((name) => `${name}: ${table.text}.${name}`).join(', ')} })`
          : `columns: { ${used.map((name) => `${name}: true`).join(', ')} }`;
      const data = { table: nameOfTable(table), large, used, picked };
      report({ at, data, about: whatItIs(query) });
    }
  },
});

function readsWholeRows({ verb, picks, joins, isOpen, isPart, calls }: Query): boolean {
  if (verb !== 'select' && verb !== 'findMany' && verb !== 'findFirst') return false;
  if (picks || isOpen || isPart || joins.length > 0) return false;
  return !calls.has('with') && !calls.has('columns');
}

/** The large columns of a table, by their names in TypeScript. */
function largeOf({ facts }: TableUse, named: readonly string[]): string[] {
  if (!facts) return [];
  return [...facts.columns].flatMap(([property, name]) => {
    const column = facts.relation.columns.get(name);
    const type = column?.type.name ?? '';
    const isNamed = openTypes.has(type) && named.includes(property);
    return isNamed || largeTypes.has(type) ? property : [];
  });
}
