const words: Readonly<Record<string, string>> = {
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  twice: '2',
  thrice: '3',
};

/** What no count of ours is ever written as. */
const vague = /\b(?:dozens?|hundreds?|thousands?|millions?|billions?|trillions?)\b/i;

/** The numbers in a text: digits as they stand, without separators, and small ones written as words. */
export function numbersOf(text: string): string[] {
  const digits = text.match(/\d+(?:[.,]\d+)*/g) ?? [];
  const written = text.toLowerCase().match(/\b[a-z]+\b/g) ?? [];
  return [...digits.map(plain), ...written.flatMap((word) => words[word] ?? [])];
}

/**
 * The first number of a sentence that its sources do not hold; null where there is none. What stands
 * inside of names, such as `users2`, counts as well.
 */
export function unknownNumber(text: string, sources: readonly string[]): string | null {
  const [size] = vague.exec(text) ?? [];
  if (size !== undefined && !sources.some((source) => source.includes(size))) return size;
  const known = new Set(sources.flatMap(numbersOf));
  return numbersOf(text).find((each) => !known.has(each)) ?? null;
}

/** `1,000` is 1000; `1.50` stays what it is. */
function plain(number: string): string {
  return number.replace(/,(?=\d{3}(?:\D|$))/g, '');
}
