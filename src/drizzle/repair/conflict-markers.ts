/** The two sides of a text in which git left conflict markers. */
export interface Sides {
  readonly ours: string;
  readonly theirs: string;
}

type Part = 'both' | 'ours' | 'original' | 'theirs';

/** The line that ends a part, and the part that it begins. */
const markers: Readonly<Record<Part, readonly (readonly [RegExp, Part])[]>> = {
  both: [[/^<{7}(?: |\r?$)/, 'ours']],
  ours: [
    [/^\|{7}(?: |\r?$)/, 'original'],
    [/^={7}\r?$/, 'theirs'],
  ],
  original: [[/^={7}\r?$/, 'theirs']],
  theirs: [[/^>{7}(?: |\r?$)/, 'both']],
};

/**
 * Takes a text with git's conflict markers apart, with or without the part of the common ancestor
 * that `merge.conflictStyle` diff3 and zdiff3 add. Null where it has no markers, or they do not pair.
 */
export function splitConflict(text: string): Sides | null {
  if (!text.includes('<<<<<<<')) return null;
  const ours: string[] = [];
  const theirs: string[] = [];
  let part: Part = 'both';
  let hasConflict = false;
  for (const line of text.split('\n')) {
    const next: Part | undefined = markers[part].find(([marker]) => marker.test(line))?.[1];
    hasConflict ||= next !== undefined;
    part = next ?? part;
    if (next !== undefined) continue;
    if (part === 'both' || part === 'ours') ours.push(line);
    if (part === 'both' || part === 'theirs') theirs.push(line);
  }
  if (!hasConflict || part !== 'both') return null;
  return { ours: ours.join('\n'), theirs: theirs.join('\n') };
}
