import { type DeclaredTable, defineCheck, wordsOf } from '../../src/review/check.ts';

function columns(count: number, type: (name: string) => string): string {
  return Array.from({ length: count }, (_, index) => `c${index}: ${type(`c${index}`)}`).join(', ');
}

export default defineCheck({
  id: 'table-does-too-much',
  title: 'A table holds more than one thing',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    columns: { type: 'integer', default: 40, minimum: 2, what: 'The most columns of a table.' },
    booleans: {
      type: 'integer',
      default: 8,
      minimum: 2,
      what: 'The most boolean columns of a table.',
    },
    nullable: {
      type: 'integer',
      default: 80,
      minimum: 1,
      what: 'The largest percentage of columns that may be null, in a table of 15 or more.',
    },
    prefixed: {
      type: 'integer',
      default: 6,
      minimum: 2,
      what: 'The most columns that begin with the same word.',
    },
  },
  message: '{table} has {count} columns; more than {limit} were agreed to be too many.',
  why:
    'A table with one purpose can be read, indexed and locked for that purpose. Each UPDATE writes the whole ' +
    'row anew, whatever part of it changed.',
  todo: 'Move what changes together, or is read together, to a table of its own with the same key.',
  variants: {
    booleans: {
      message: '{table} has {count} booleans, which allow more states than there are.',
      why: 'Of flags that exclude each other the database accepts every combination, and code has to guess which counts.',
      todo: 'Put states that exclude each other into one enum column, and settings into a table or a `jsonb` of settings.',
    },
    nullable: {
      message: '{count} % of the columns of {table} may be null.',
      why: 'Rows that fill different columns are different things: no constraint can say what each of them needs.',
      todo: 'Make a table for each kind of row, with NOT NULL where it holds, and a key to what they share.',
    },
    prefixed: {
      message: '{count} columns of {table} begin with {prefix}: they want a table of their own.',
      why: 'A prefix that so many columns share is the name of a thing that the table holds beside its own.',
      todo: 'Move them to a table of that name, with a foreign key to {table}.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'many columns, many booleans, a prefix',
        options: { columns: 9, booleans: 3, prefixed: 3 },
        schema:
          `export const a = pgTable('a', { ${columns(10, (name) => `text('${name}').notNull()`)} });\n` +
          `export const b = pgTable('b', { ${columns(4, (name) => `boolean('${name}').notNull()`)} });\n` +
          "export const c = pgTable('c', { smtpHost: text('smtp_host'), smtpPort: text('smtp_port'), smtpUser: text('smtp_user'), smtpTls: text('smtp_tls') });",
        lines: [1, 2, 3],
      },
      {
        title: 'nearly all columns may be null',
        schema: `export const a = pgTable('a', { ${columns(15, (name) => `text('${name}')`)} });`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a table of one thing',
        schema:
          "export const a = pgTable('a', { id: text('id').primaryKey(), isOpen: boolean('is_open').notNull(), name: text('name') });",
      },
    ],
  },
  schema(visit) {
    const { columns: most, booleans, nullable, prefixed } = visit.options;
    for (const table of visit.tables) {
      const { path, range } = table.place;
      const say = (variant: string, data: Record<string, string | number>): void =>
        visit.report({
          path,
          at: range,
          ...(variant !== 'columns' && { variant }),
          about: [variant, table.name],
          data: { table: table.name, ...data },
        });
      const count = table.columns.length;
      if (count > most) say('columns', { count, limit: most });
      const flags = table.columns.filter(({ type }) => type.name === 'bool').length;
      if (flags > booleans) say('booleans', { count: flags });
      const share = Math.floor(
        (table.columns.filter((each) => !each.notNull).length * 100) / count,
      );
      if (count >= 15 && share > nullable) say('nullable', { count: share });
      const prefix = commonPrefix(table);
      if (prefix && prefix.count > prefixed)
        say('prefixed', { count: prefix.count, prefix: prefix.word });
    }
  },
});

/** The first word that most columns share; `is` and the like are no thing, and neither is the table. */
function commonPrefix(table: DeclaredTable): { word: string; count: number } | null {
  const own = wordsOf(table.relation.name.name);
  const words = table.columns.flatMap(({ name }) => {
    const [first = '', ...others] = wordsOf(name);
    const isOwn = own.some((word) => word.startsWith(first));
    return others.length === 0 || isOwn || flags.has(first) ? [] : [first];
  });
  const groups = [...Map.groupBy(words, (word) => word)];
  const [largest] = groups.sort(([, one], [, other]) => other.length - one.length);
  return largest ? { word: largest[0], count: largest[1].length } : null;
}

const flags = new Set(
  'is has can should allow allows enable enabled include exclude show last first next max min total created updated'.split(
    ' ',
  ),
);
