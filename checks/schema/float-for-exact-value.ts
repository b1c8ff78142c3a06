import { type DeclaredColumn, defineCheck, wordsOf } from '../../src/review/check.ts';

const money = new Set(
  'price cost amount balance fee revenue salary wage subtotal discount refund payout usd eur cents'.split(
    ' ',
  ),
);
const sizes = new Set(['size', 'bytes']);
/** What makes a ratio of a price, or a length of a size. */
const inexact = new Set(
  (
    'rate ratio percent percentage pct factor multiplier score weight threshold font line icon stroke ' +
    'page batch'
  ).split(' '),
);

export default defineCheck({
  id: 'float-for-exact-value',
  title: 'Money or a number of bytes in a floating point column',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'The column {column} holds money as {type}, which rounds.',
  many: '{count} columns hold money in types that round: {column}.',
  why:
    'Binary fractions have no 0.10: sums differ in the last digits with the order of the rows, and ' +
    'comparisons for equality fail. real keeps about 7 digits, double precision about 15.',
  todo:
    'Use `numeric({ precision: 12, scale: 2 })`, or whole cents in `bigint`. Of a table that has rows: ' +
    '`ALTER COLUMN … TYPE numeric` rewrites it, and existing values stay as rounded as they are.',
  variants: {
    size: {
      message: 'The column {column} holds a size as real, which rounds above 16 777 216.',
      many: '{count} columns hold sizes as real, which rounds above 16 777 216: {column}.',
      why:
        'real has 24 bits for its digits, so that whole numbers above 2^24 are rounded: a file of more ' +
        'than 16 MiB gets a size that it does not have, and sums drift.',
      todo: "Use `bigint({ mode: 'number' })` in the Drizzle schema, which is exact up to 2^53.",
    },
  },
  examples: {
    flagged: [
      {
        title: 'a price, and a size',
        schema:
          "export const files = pgTable('files', {\n  price: doublePrecision('price'),\n  fileSize: real('file_size'),\n});",
        lines: [2, 3],
      },
    ],
    accepted: [
      {
        title: 'exact types, ratios, and what is measured',
        schema:
          "export const files = pgTable('files', {\n  price: numeric('price', { precision: 12, scale: 2 }),\n" +
          "  fileSize: bigint('file_size', { mode: 'number' }),\n  discountRate: real('discount_rate'),\n" +
          "  fontSize: real('font_size'),\n  size: doublePrecision('size'),\n  position: real('position'),\n});",
      },
    ],
  },
  schema(visit) {
    for (const { name: table, columns } of visit.tables) {
      for (const column of columns) {
        const variant = kindOf(column);
        if (variant === null) continue;
        const { path, range } = column.place;
        const type = column.type.name === 'float4' ? 'real' : 'double precision';
        const data = { column: `${table}.${column.name}`, type };
        const words = variant === 'size' ? { variant } : {};
        visit.report({ path, at: range, cause: table, data, ...words });
      }
    }
  },
});

function kindOf({ name, type }: DeclaredColumn): 'money' | 'size' | null {
  const isFloat = type.name === 'float4' || type.name === 'float8';
  const words = wordsOf(name);
  if (!isFloat || words.some((word) => inexact.has(word))) return null;
  if (words.some((word) => money.has(word))) return 'money';
  return type.name === 'float4' && sizes.has(words.at(-1) ?? '') ? 'size' : null;
}
