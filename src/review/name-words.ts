/** The words of a name in lower case, whichever way it joins them: `createdAt`, `created_at`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['men', 'man'],
  ['women', 'woman'],
  ['indices', 'index'],
  ['indexes', 'index'],
  ['matrices', 'matrix'],
  ['vertices', 'vertex'],
  ['criteria', 'criterion'],
  ['movies', 'movie'],
  ['cookies', 'cookie'],
  ['statuses', 'status'],
  ['aliases', 'alias'],
]);

/** Words that end like a plural and are none, or are one without an s. */
const alike =
  /(?:ss|us|is|ics|ings?|news|data|media|metadata|info|history|content|feedback|audio|equipment|software|series|species|sms|dns|aws|gps|canvas|access|settings|preferences|analytics|stats)$/;

/** One of what an English plural names; the word itself where it is none. */
export function singularOf(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (/(?:ss|us|is|news|canvas|alias)$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Whether a word counts several things; null where that cannot be told from it. */
export function isPlural(word: string): boolean | null {
  if (irregular.has(word)) return true;
  if (word.endsWith('settings') || word.endsWith('preferences')) return true;
  if (alike.test(word)) return null;
  return word.endsWith('s');
}
