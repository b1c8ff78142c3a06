import type { Parse, ParsedSql } from '../sql/statement.ts';

/**
 * The same parser, asked for each text once: base and merged, and several checks, look at mostly the
 * same migrations.
 */
export function parseOnce(parse: Parse): Parse {
  const known = new Map<string, ParsedSql>();
  return async (texts, options) => {
    const keyOf = (text: string) => `${options?.postgres ?? ''} ${text}`;
    const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(text)));
    const parsed = missing.length > 0 ? await parse(missing, options) : [];
    for (const [index, text] of missing.entries()) known.set(keyOf(text), parsed[index]!);
    return texts.map((text) => known.get(keyOf(text))!);
  };
}
