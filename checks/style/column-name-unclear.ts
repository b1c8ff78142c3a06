import {
  type DeclaredColumn,
  type DeclaredTable,
  defineCheck,
  foreignKeysOf,
  placeOfColumn,
  singularOf,
  wordsOf,
} from '../../src/review/check.ts';

const users = "export const users = pgTable('users', { id: text('id').primaryKey() });\n";
const good =
  "isOpen: boolean('is_open'), hasEnd: boolean('has_end'), canEdit: boolean('can_edit'), isNew: boolean('is_new'), " +
  "seenAt: timestamp('seen_at'), sentAt: timestamp('sent_at'), readAt: timestamp('read_at'), doneAt: timestamp('done_at'), ";

export default defineCheck({
  id: 'column-name-unclear',
  title: 'A column does not say what it holds, as the others do',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    share: {
      type: 'integer',
      default: 80,
      minimum: 1,
      what: 'The percentage of such columns that have to follow the rule before it holds; 1 imposes it.',
    },
    prefixes: {
      type: 'list',
      default: [
        'is',
        'has',
        'can',
        'should',
        'was',
        'will',
        'allow',
        'enable',
        'include',
        'exclude',
        'use',
      ],
      what: 'The words that a boolean may begin with.',
    },
  },
  message: 'The boolean {column} is not named as a question; others begin with {words}.',
  many: '{count} booleans are not named as a question; others begin with {words}: {column}.',
  why: 'Names that follow one rule are guessed right, and tell the type without a look at the schema.',
  todo: 'Name it `{better}` as long as nothing uses it.',
  variants: {
    time: {
      message: 'The time {column} does not end with At, as the others do.',
      many: '{count} times do not end with At, as the others do: {column}.',
    },
    key: {
      message: 'The foreign key {column} is not named after {parent}, as in {better}.',
      many: '{count} foreign keys are not named after what they refer to: {column}.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'one of each',
        schema: `${users}export const a = pgTable('a', { ${good}\n  active: boolean('active'),\n  published: timestamp('published'),\n});`,
        lines: [3, 4],
      },
      {
        title: 'foreign keys, where it is imposed',
        options: { share: 1 },
        schema:
          `${users}export const a = pgTable('a', {\n  userId: text('user_id').references(() => users.id),\n` +
          "  creator: text('creator').references(() => users.id),\n});",
        lines: [4],
      },
    ],
    accepted: [
      {
        title: 'the rule, and a database without one',
        schema: `${users}export const a = pgTable('a', { ${good} createdById: text('created_by_id').references(() => users.id) });`,
      },
      {
        title: 'what has its own rule',
        schema:
          "export const a = pgTable('a', { active: boolean('active'), open: boolean('open'), published: timestamp('published') });",
      },
    ],
  },
  schema(visit) {
    const { share, prefixes } = visit.options;
    const kinds = [booleansOf(prefixes), timesOf, keysOf].map((of) => visit.tables.flatMap(of));
    for (const named of kinds) {
      const good = named.filter(({ better }) => better === null).length;
      const holds = good > 0 && (good * 100) / named.length >= share;
      if (!holds || (share > 1 && named.length < 5)) continue;
      for (const { table, column, better, variant, parent } of named) {
        if (better === null) continue;
        visit.report({
          ...placeOfColumn(column),
          cause: table,
          ...(variant && { variant }),
          data: { column: `${table}.${column.name}`, better, words: prefixes.slice(0, 3), parent },
        });
      }
    }
  },
});

/** A column that a rule is about, and how it should be called; null where it follows the rule. */
interface Named {
  readonly table: string;
  readonly column: DeclaredColumn;
  readonly better: string | null;
  readonly variant?: 'time' | 'key';
  readonly parent: string;
}

function booleansOf(prefixes: readonly string[]): (table: DeclaredTable) => Named[] {
  return ({ name: table, columns }) =>
    columns
      .filter(({ type }) => type.name === 'bool')
      .map((column) => {
        const [first = ''] = wordsOf(column.name);
        const isGood = prefixes.some((each) => first === each || first === `${each}s`);
        return { table, column, better: isGood ? null : joined(['is'], column.name), parent: '' };
      });
}

function timesOf({ name: table, columns }: DeclaredTable): Named[] {
  return columns
    .filter(({ type }) => type.name.startsWith('timestamp'))
    .map((column) => {
      const words = wordsOf(column.name);
      const isGood = words.some((each) =>
        ['at', 'until', 'since', 'before', 'after'].includes(each),
      );
      const isTime = words.some((each) =>
        ['time', 'timestamp', 'date', 'start', 'end', 'on', 'deadline', 'expiry', 'due'].includes(
          each,
        ),
      );
      const better = isGood || isTime ? null : joined(words, column.name, ['at']);
      return { table, column, better, variant: 'time', parent: '' };
    });
}

function keysOf(table: DeclaredTable): Named[] {
  return foreignKeysOf(table).flatMap(({ columns, references }): Named[] => {
    const column = table.columns.find(({ name }) => name === columns[0]);
    const isOfId = references.columns.length === 1 && references.columns[0] === 'id';
    if (!column || columns.length > 1 || !isOfId) return [];
    const words = wordsOf(references.table.name);
    const singular = [...words.slice(0, -1), singularOf(words.at(-1) ?? '')];
    const own = wordsOf(column.name);
    const isGood = own.at(-1) === 'id' || own.at(-1) === 'by' || own.join() === 'id';
    const better = isGood ? null : joined(singular, column.name, ['id']);
    return [{ table: table.name, column, better, variant: 'key', parent: references.table.name }];
  });
}

/** Words joined as another name joins its own. */
function joined(before: readonly string[], like: string, after: readonly string[] = []): string {
  const words = [...before, ...(after.length > 0 ? [] : wordsOf(like)), ...after];
  const isSnake = like.includes('_') || !/[A-Z]/.test(like);
  if (isSnake) return words.join('_');
  return words
    .map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join('');
}
