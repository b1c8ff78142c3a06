import {
  type DeclaredTable,
  defineCheck,
  foreignKeysOf,
  isPlural,
  primaryKeyOf,
  singularOf,
  wordsOf,
} from '../../src/review/check.ts';

function table(name: string, columns = "id: text('id').primaryKey()"): string {
  const key = columns.startsWith('a:') ? ', (t) => [primaryKey({ columns: [t.a, t.b] })]' : '';
  return `export const ${name} = pgTable('${name}', { ${columns} }${key});\n`;
}

const plural = ['users', 'pages', 'drives', 'page_views', 'page_tags']
  .map((name) => table(name))
  .join('');
const pair =
  "a: text('a').notNull().references(() => users.id), b: text('b').notNull().references(() => pages.id)";

export default defineCheck({
  id: 'table-name-differs',
  title: 'A table is not named as the others are',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    agreement: {
      type: 'integer',
      default: 80,
      minimum: 50,
      what: 'The percentage of tables that have to agree before another one differs.',
    },
  },
  message: 'The table {table} is {kind}, and {share} % of the tables are {usual}.',
  why: 'Names that follow one rule are guessed right. This one has to be looked up whenever somebody writes a query.',
  todo: 'Name it as the others are, as long as nothing uses it.',
  variants: {
    join: {
      message: 'The table {table} joins {parents}, and its name names neither.',
      why: 'A join table that is named after what it joins is found by whoever looks for either of them.',
      todo: 'Name it after both, as in `page_tags` for pages and tags.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'singular, another case, and a join table by another name',
        schema: `${plural}${table('comment')}${table('likes', pair)}`,
        lines: [6, 7],
      },
      {
        title: 'another case',
        schema: `${plural}${table('page_links')}${table('user_mails')}${table('drive_keys')}${table('driveMembers')}`,
        lines: [9],
      },
    ],
    accepted: [
      {
        title: 'like the others, words without a plural, and a database without a rule',
        schema: `${plural}${table('drive_members')}${table('media')}${table('user_settings')}`,
      },
      {
        title: 'half of each',
        schema: table('user') + table('pages') + table('drive') + table('tags'),
      },
    ],
  },
  schema(visit) {
    for (const rule of rules) {
      const told = visit.tables.flatMap((each) => {
        const kind = rule(each.relation.name.name);
        return kind === null ? [] : [{ table: each, kind }];
      });
      const groups = [...Map.groupBy(told, ({ kind }) => kind)];
      const [largest] = groups.sort(([, one], [, other]) => other.length - one.length);
      const share = largest ? Math.floor((largest[1].length * 100) / told.length) : 0;
      if (!largest || told.length < 5 || share < visit.options.agreement) continue;
      for (const { table: each, kind } of told) {
        if (kind === largest[0]) continue;
        const { path, range } = each.place;
        const data = { kind: { prose: kind }, usual: { prose: largest[0] }, share };
        visit.report({
          path,
          at: range,
          about: [each.name, kind],
          data: { table: each.name, ...data },
        });
      }
    }
    for (const each of visit.tables) {
      const parents = unnamedParents(each);
      if (parents.length === 0) continue;
      const { path, range } = each.place;
      visit.report({ path, at: range, variant: 'join', data: { table: each.name, parents } });
    }
  },
});

const rules: readonly ((name: string) => string | null)[] = [
  (name) => {
    const number = isPlural(wordsOf(name).at(-1) ?? '');
    return number === null ? null : number ? 'plural' : 'singular';
  },
  (name) => {
    if (name.includes('_')) return 'in snake_case';
    return /[a-z][A-Z]/.test(name) ? 'in camelCase' : null;
  },
];

/** What a table joins, if it holds nothing else and is named after neither. */
function unnamedParents(table: DeclaredTable): string[] {
  const keys = foreignKeysOf(table).filter(({ columns }) => columns.length === 1);
  const own = new Set(['id', ...keys.flatMap(({ columns }) => columns)]);
  const key = primaryKeyOf(table);
  const isKey = keys.every(({ columns: [column = ''] }) => key.includes(column));
  const isPair = table.columns.every(
    ({ name, type }) => own.has(name) || type.name.startsWith('timestamp'),
  );
  const parents = keys.map(({ references }) => references.table.name);
  if (!isPair || !isKey || parents.length !== 2 || parents[0] === parents[1]) return [];
  const words = new Set(wordsOf(table.relation.name.name).map(singularOf));
  const isNamed = parents.some((each) => wordsOf(each).some((word) => words.has(singularOf(word))));
  return isNamed ? [] : parents;
}
