const plain = /^[a-z_][a-z0-9_$]*$/;
/** NAMEDATALEN - 1: longer names are cut by PostgreSQL. */
export const maxNameBytes = 63;

/** A name as people write it: quoted only where it would be folded or is no identifier. */
export function writeName(name: string): string {
  return plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
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
