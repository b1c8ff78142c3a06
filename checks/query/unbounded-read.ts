import {
  defineCheck,
  isByUnique,
  nameOfTable,
  type Query,
  whatItIs,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'unbounded-read',
  title: 'A query reads a whole table into memory',
  category: 'query',
  severity: 'notice',
  onError: 'accept',
  needs: 'queries',
  options: {
    filtered: {
      what: 'Whether `findMany` with a condition and without a limit counts too.',
      type: 'boolean',
      default: false,
    },
    silencedBy: {
      what: 'Rules of ESLint whose disabling comment before the line also silences this.',
      type: 'list',
      default: [],
    },
  },
  covers: [],
  sources: [],
  message: 'Reads every row of {table}: there is neither a condition nor a limit.',
  why:
    'The rows are all held in memory at once. That is fast while the table is small, and ends the ' +
    'process when it has grown.',
  todo:
    'Ask for a page: `limit`, ordered by a unique column, and `gt(…)` on the last one for the next ' +
    'page. Where all rows are needed, read them in such pages.',
  variants: {
    filtered: {
      message: 'Reads every row of {table} that its condition lets through: there is no limit.',
      why:
        'The rows are all held in memory at once, however many the condition lets through. What one ' +
        'user or one parent has can grow without an end too.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a relational query',
        code: 'export const all = () => db.query.users.findMany({ orderBy: asc(users.id) });',
        lines: [1],
      },
      {
        title: 'a select',
        code: 'const rows = await db.select().from(users).orderBy(users.id);\nconsole.log(rows);',
        lines: [1],
      },
      {
        title: 'a condition, where that counts',
        code: "export const own = () => db.query.posts.findMany({ where: eq(posts.authorId, '1') });",
        options: { filtered: true },
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a limit', code: 'await db.query.users.findMany({ limit: 20 });' },
      {
        title: 'a condition',
        code: "await db.select().from(posts).where(eq(posts.authorId, '1'));",
      },
      {
        title: 'rows whose keys are known',
        code: 'export const some = (ids: string[]) => db.query.users.findMany({ where: inArray(users.id, ids) });',
        options: { filtered: true },
      },
      { title: 'a number', code: 'await db.select({ all: count() }).from(users);' },
      {
        title: 'a part of another query',
        code: 'await db.select().from(posts).where(inArray(posts.authorId, db.select({ id: users.id }).from(users))).limit(9);',
      },
      {
        title: 'options that are not in sight',
        code: 'export const find = (options: object) => db.query.users.findMany(options);',
      },
      {
        title: "what the team's own rule of ESLint was told",
        code: '// eslint-disable-next-line no-restricted-syntax -- ten users\nexport const all = () => db.query.users.findMany();',
        options: { silencedBy: ['no-restricted-syntax'] },
      },
    ],
  },
  query({ file, options, report }) {
    const silent = new Set(
      file.directives
        .filter(({ text }) => options.silencedBy.some((rule) => text.includes(rule)))
        .map(({ line }) => line),
    );
    for (const query of file.queries) {
      const { verb, at, table, where, calls } = query;
      if (!readsWithoutLimit(query) || silent.has(at.start.line)) continue;
      const isFiltered = where !== null || calls.has('where') || calls.has('having');
      if (isFiltered && !(options.filtered && verb === 'findMany')) continue;
      if (query.joins.length > 0 || !table || isByUnique(query)) continue;
      const data = { table: nameOfTable(table) };
      report({ at, data, about: whatItIs(query), ...(isFiltered && { variant: 'filtered' }) });
    }
  },
});

function readsWithoutLimit(query: Query): boolean {
  const { verb, isOpen, isPart, limit } = query;
  if (verb !== 'findMany' && verb !== 'select') return false;
  return !isOpen && !isPart && limit === null && !isNumber(query);
}

/** Whether a query gives aggregates, of which there are few. */
function isNumber({ picks, text }: Query): boolean {
  return picks && /\b(?:count|countDistinct|sum|avg|max|min|bool_or|array_agg)\(|sql</.test(text);
}
