import {
  type DataType,
  type ResolveType,
  dataType,
  inPublic,
  unqualifiedType,
} from './data-type.ts';
import { intervalMask } from './format-type.ts';
import { cutName } from './identifier.ts';
import { type Token, tokensOf } from './lexer.ts';

/** Spellings that PostgreSQL's grammar turns into catalog names. */
const catalogNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    int: 'int4',
    integer: 'int4',
    smallint: 'int2',
    bigint: 'int8',
    boolean: 'bool',
    real: 'float4',
    'double precision': 'float8',
    decimal: 'numeric',
    dec: 'numeric',
    character: 'bpchar',
    char: 'bpchar',
    nchar: 'bpchar',
    'national character': 'bpchar',
    'national char': 'bpchar',
    'character varying': 'varchar',
    'char varying': 'varchar',
    'nchar varying': 'varchar',
    'national character varying': 'varchar',
    'national char varying': 'varchar',
    'bit varying': 'varbit',
    'timestamp without time zone': 'timestamp',
    'timestamp with time zone': 'timestamptz',
    'time without time zone': 'time',
    'time with time zone': 'timetz',
  }),
);

/** `bit` and `char` hold one where no length is given. */
const oneByDefault: ReadonlySet<string> = new Set(['bit', 'bpchar']);

/**
 * Reads a type as people and Drizzle's snapshots write it: `varchar(50)`, `numeric(10, 2)`,
 * `timestamp (3) with time zone`, `integer[2][3]`, `auth."Role"`. A text that is no type becomes a
 * type of that name.
 */
export function parseTypeText(text: string, resolve: ResolveType = inPublic): DataType {
  const { qualifiers, words, isQuoted, modifiers, dimensions } = partsOf(text);
  const name = words.join(' ');
  const qualifier = qualifiers.at(-1);
  if (qualifier !== undefined) {
    const schema = qualifier === 'pg_catalog' ? null : qualifier;
    return dataType(schema, cutName(name), modifiers, dimensions);
  }
  if (isQuoted) return unqualifiedType(cutName(name), modifiers, dimensions, resolve);
  const isArray = words.at(-1) === 'array' && words.length > 1;
  if (isArray) return builtin(words.slice(0, -1), modifiers, Math.max(1, dimensions), resolve);
  return builtin(words, modifiers, dimensions, resolve);
}

interface TypeParts {
  readonly qualifiers: string[];
  readonly words: string[];
  readonly modifiers: number[];
  isQuoted: boolean;
  dimensions: number;
}

function partsOf(text: string): TypeParts {
  const parts: TypeParts = {
    qualifiers: [],
    words: [],
    modifiers: [],
    isQuoted: false,
    dimensions: 0,
  };
  let depth = 0;
  for (const token of tokensOf(text)) {
    const part = text.slice(token.start, token.end);
    if (part === '(') depth++;
    else if (part === ')') depth--;
    else if (depth > 0) parts.modifiers.push(...numberOf(token, part, text));
    else addPart(parts, token, part);
  }
  return parts;
}

function addPart(parts: TypeParts, { kind }: Token, part: string): void {
  if (part === '[') parts.dimensions++;
  if (part === '.') parts.qualifiers.push(parts.words.pop() ?? '');
  if (kind === 'word') parts.words.push(part.toLowerCase());
  if (kind !== 'identifier') return;
  parts.isQuoted = true;
  parts.words.push(part.slice(1, -1).replaceAll('""', '"'));
}

function builtin(
  words: readonly string[],
  modifiers: readonly number[],
  dimensions: number,
  resolve: ResolveType,
): DataType {
  const spelling = words.join(' ');
  const [first, ...fields] = words;
  if (first === 'interval' && fields.length > 0) {
    const mask = intervalMask(fields.join(' '));
    if (mask !== undefined) return dataType(null, first, [modifiers[0] ?? 6, mask], dimensions);
  }
  if (spelling === 'float') {
    const name = modifiers[0] !== undefined && modifiers[0] <= 24 ? 'float4' : 'float8';
    return dataType(null, name, [], dimensions);
  }
  const name = catalogNames.get(spelling) ?? cutName(spelling);
  const isOne = oneByDefault.has(name) && modifiers.length === 0 && spelling !== 'bpchar';
  return unqualifiedType(name, isOne ? [1] : modifiers, dimensions, resolve);
}

/** A number with the sign before it. */
function numberOf(token: Token, part: string, text: string): number[] {
  if (token.kind !== 'number') return [];
  return [text[token.start - 1] === '-' ? -Number(part) : Number(part)];
}
