import {
  type DeclaredTable,
  type UniqueKey,
  defineCheck,
  foreignKeysOf,
  placeOfPart,
  uniqueKeysOf,
  wordsOf,
} from '../../src/review/check.ts';

const columns =
  "userId: text('user_id').notNull(), team: text('team'), page: text('page'), googleId: text('google_id')";

export default defineCheck({
  id: 'unique-over-nullable',
  title: 'A unique key lets equal rows through where a column is null',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: '{key} takes any number of equal rows in which {nullable} is null.',
  why:
    'For a unique key two nulls differ, so that it keeps only those rows apart in which all columns have a ' +
    'value. `ON CONFLICT` does not find the others either, and inserts them again.',
  todo:
    'If a row without {nullable} shall be there once, say `unique().on(…).nullsNotDistinct()` (PostgreSQL 15), ' +
    'or add a second, partial index: `uniqueIndex().on({rest}).where({condition})`.',
  examples: {
    flagged: [
      {
        title: 'a constraint',
        schema: `export const a = pgTable('a', { ${columns} }, (t) => [\n  unique('once').on(t.userId, t.team),\n]);`,
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'nulls that are equal, a second index, a single column',
        schema:
          `export const a = pgTable('a', { ${columns} }, (t) => [\n  unique('once').on(t.userId, t.team).nullsNotDistinct(),\n]);\n` +
          `export const b = pgTable('b', { ${columns} }, (t) => [\n  uniqueIndex('b1').on(t.userId, t.team),\n` +
          "  uniqueIndex('b2').on(t.userId).where(sql`${t.team} is null`),\n]);\n" +
          "export const c = pgTable('c', { email: text('email').unique() });",
      },
      {
        title: 'a key of rows that belong to something',
        schema: `export const a = pgTable('a', { ${columns} }, (t) => [\n  uniqueIndex('one').on(t.team, t.page),\n]);`,
      },
      {
        title: 'ids of another system',
        schema: `export const a = pgTable('a', { ${columns} }, (t) => [\n  uniqueIndex('one').on(t.userId, t.googleId),\n]);`,
      },
      {
        title: 'a row that has either of two',
        schema: `export const a = pgTable('a', { ${columns} }, (t) => [\n  uniqueIndex('one').on(t.userId, t.team),\n  uniqueIndex('two').on(t.userId, t.page),\n]);`,
      },
    ],
  },
  schema(visit) {
    for (const table of visit.tables) {
      const keys = uniqueKeysOf(table);
      for (const key of keys) {
        const nullable = key.columns.filter((each) => !table.relation.columns.get(each)?.notNull);
        const isEqual = table.nullsNotDistinct.has(key.name ?? '');
        // Of a row without what the key begins with, the key says nothing, and is not meant to.
        const isWithin = nullable.length > 0 && !nullable.includes(key.columns[0]!);
        if (!isWithin || key.columns.length < 2 || isEqual) continue;
        if (isMeant(table, key, nullable, keys) || isForeign(table, nullable)) continue;
        visit.report({
          ...placeOfPart(table, key.part, key.name),
          about: [table.name, key.columns],
          data: {
            key: key.name ?? '',
            nullable,
            rest: key.columns.filter((each) => !nullable.includes(each)).join(', '),
            condition: `sql\`${nullable.map((each) => `"${each}" IS NULL`).join(' OR ')}\``,
          },
        });
      }
    }
  },
});

/** Ids of another system, which only rows that come from there have. */
function isForeign(table: DeclaredTable, nullable: readonly string[]): boolean {
  const own = new Set(foreignKeysOf(table).flatMap(({ columns: of }) => of));
  return nullable.every((each) => wordsOf(each).at(-1) === 'id' && !own.has(each));
}

/** Something else is said of the rows without a value: a CHECK, a partial index, a key of its own. */
function isMeant(
  { relation }: DeclaredTable,
  { columns: own }: UniqueKey,
  nullable: readonly string[],
  keys: readonly UniqueKey[],
): boolean {
  const isSaid = relation.constraints.some(
    ({ kind, columns: of }) => kind === 'check' && nullable.some((each) => of.includes(each)),
  );
  const isPartial = relation.indexes.some(
    ({ unique, where }) =>
      unique && where !== null && nullable.some((each) => where.includes(each)),
  );
  const rest = own.filter((each) => !nullable.includes(each));
  const isEither = keys.some(
    ({ columns: of }) =>
      rest.length > 0 && of.join() !== own.join() && rest.every((each) => of.includes(each)),
  );
  return isSaid || isPartial || isEither;
}
