import type { Document } from 'yaml';
import type { z } from 'zod';
import { shorten } from '../review/words.ts';
import { closest } from './closest.ts';
import { keyOffset, valueOffset } from './positions.ts';
import { configurationJsonSchema, type KnownCheck } from './schema.ts';

/** In UTF-16 code units; no name of ours is longer. */
const longestName = 60;

const types: Readonly<Record<string, string>> = {
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  number: 'a whole number',
  int: 'a whole number',
};

/** Of the unknown keys of one map, so many are looked at. */
const mostKeys = 20;

/** More names than these are not listed; the nearest ones are. */
const mostNames = 20;

type Described = { offset: number; message: string }[];

type Issue<Code> = Extract<z.core.$ZodIssue, { code: Code }>;

/** Says what is wrong with a configuration, in words, and its offset into the text. */
export function describeIssue(
  document: Document,
  knownChecks: readonly KnownCheck[],
): (issue: z.core.$ZodIssue) => Described {
  let cache: JsonSchema | undefined;
  return describe;

  function describe(issue: z.core.$ZodIssue): Described {
    const offset = valueOffset(document, issue.path);
    const key = shorten(issue.path.map(String).join('.'), longestName) || 'the configuration';
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue, offset);
    if (issue.code === 'invalid_union') return ofUnion(issue);
    if (issue.code === 'invalid_value') return [{ offset, message: notOneOf(issue, key) }];
    if (issue.code === 'invalid_type') {
      const missing = issue.path.length > 0 && !document.hasIn(issue.path);
      const message = missing ? `${key} is missing.` : `${key} must be ${types[issue.expected]}.`;
      return [{ offset, message }];
    }
    return [{ offset, message: `${key} ${issue.message}.` }];
  }

  function unknownKeys({ path, keys }: Issue<'unrecognized_keys'>, offset: number): Described {
    cache ??= configurationJsonSchema(knownChecks, { refs: false });
    const known = knownKeys(cache, path);
    const kind = path.length === 1 && path[0] === 'checks' ? 'check or category' : 'key';
    const list = kind === 'key' ? ` Known here: ${known.join(', ')}.` : '';
    return keys.slice(0, mostKeys).map((name) => ({
      offset: keyOffset(document, path, name) ?? offset,
      message: `${unknownName(kind, name, closest(name, known))}${list}`,
    }));
  }

  /** Where a name or a map may stand: what is wrong with that of them which was written. */
  function ofUnion({ errors, path }: Issue<'invalid_union'>): Described {
    const [ofName = [], ofMap = []] = errors;
    const isMap = ofMap.some((issue) => issue.code !== 'invalid_type' || issue.path.length > 0);
    return (isMap ? ofMap : ofName).flatMap((issue) =>
      describe({ ...issue, path: [...path, ...issue.path] }),
    );
  }

  function notOneOf({ values, path }: Issue<'invalid_value'>, key: string): string {
    const written = document.getIn(path);
    if (values.length <= mostNames || typeof written !== 'string') {
      return `${key} must be ${oneOf(values)}.`;
    }
    return unknownName('name', written, closest(written, values.map(String)));
  }
}

/** That a name is not known, and which one may have been meant. */
export function unknownName(kind: string, name: string, candidates: readonly string[]): string {
  const meant = candidates.map((candidate) => `"${candidate}"`).join(' or ');
  return `Unknown ${kind} "${shorten(name, longestName)}".${meant && ` Did you mean ${meant}?`}`;
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const names = values.map(String);
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

function knownKeys(start: JsonSchema, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<JsonSchema>((schema, step) => {
    const { items, properties, additionalProperties } = mapIn(schema);
    return (
      typeof step === 'number' ? items : (properties?.[String(step)] ?? additionalProperties)
    ) as JsonSchema;
  }, start);
  return Object.keys(mapIn(at).properties ?? {});
}

/** Of a name or a map, the map. */
function mapIn(schema: JsonSchema): JsonSchema {
  const { anyOf = [schema] } = schema;
  return (anyOf as JsonSchema[]).find(({ type }) => type !== 'string') ?? schema;
}
