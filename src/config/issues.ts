import type { Document } from 'yaml';
import type { z } from 'zod';
import { shorten } from '../review/words.ts';
import { closest } from './closest.ts';
import { keyOffset, valueOffset } from './positions.ts';
import { configurationJsonSchema } from './schema.ts';

/** In UTF-16 code units; no name of ours is longer. */
const longestName = 60;

const types: Readonly<Record<string, string>> = {
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
};

/** Of the unknown keys of one map, so many are looked at. */
const mostKeys = 20;

/** What is wrong with a configuration, in words, and its offset into the text. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  document: Document,
): { offset: number; message: string }[] {
  const offset = valueOffset(document, issue.path);
  const key = shorten(issue.path.map(String).join('.'), longestName) || 'the configuration';
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path);
    return issue.keys.slice(0, mostKeys).map((name) => ({
      offset: keyOffset(document, issue.path, name) ?? offset,
      message: `${unknownName('key', name, closest(name, known))} Known here: ${known.join(', ')}.`,
    }));
  }
  if (issue.code === 'invalid_value') {
    return [{ offset, message: `${key} must be ${oneOf(issue.values)}.` }];
  }
  if (issue.code === 'invalid_type') {
    const missing = issue.path.length > 0 && !document.hasIn(issue.path);
    const message = missing ? `${key} is missing.` : `${key} must be ${types[issue.expected]}.`;
    return [{ offset, message }];
  }
  return [{ offset, message: `${key} ${issue.message}.` }];
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

function knownKeys(path: readonly PropertyKey[]): string[] {
  const start: JsonSchema = configurationJsonSchema();
  const at = path.reduce<JsonSchema>((schema, step) => {
    const next = typeof step === 'number' ? schema.items : schema.properties?.[String(step)];
    return next as JsonSchema;
  }, start);
  return Object.keys(at.properties ?? {});
}
