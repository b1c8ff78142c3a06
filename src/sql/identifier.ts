const plain = /^[a-z_][a-z0-9_$]*$/;
/** NAMEDATALEN - 1: longer names are cut by PostgreSQL. */
export const maxNameBytes = 63;

/**
 * PostgreSQL's words that name nothing without quotes: those that are reserved in kwlist.h of
 * PostgreSQL 13 to 18, and those that only functions and types may have.
 */
const reserved: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check
  collate collation column concurrently constraint create cross current_catalog current_date
  current_role current_schema current_time current_timestamp current_user default deferrable desc
  distinct do else end except false fetch for foreign freeze from full grant group having ilike in
  initially inner intersect into is isnull join lateral leading left like limit localtime
  localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
  references returning right select session_user similar some symmetric system_user table
  tablesample then to trailing true union unique user using variadic verbose when where window
  with`.split(/\s+/),
);

/** A name as SQL needs it: quoted only where it would be folded, or is no identifier or reserved. */
export function writeName(name: string): string {
  return plain.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A name in a schema as people write it: public's without the schema. */
export function writeQualified(schema: string | null, name: string): string {
  const hasSchema = schema !== null && schema !== 'public';
  return hasSchema ? `${writeName(schema)}.${writeName(name)}` : writeName(name);
}

/** What PostgreSQL makes of a name that is too long: its first bytes, never half a character. */
export function cutName(name: string, bytes: number = maxNameBytes): string {
  // A UTF-16 unit has at most three bytes.
  if (name.length * 3 <= bytes || Buffer.byteLength(name) <= bytes) return name;
  let cut = '';
  let length = 0;
  for (const character of name) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    cut += character;
  }
  return cut;
}
