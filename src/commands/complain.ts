import { visible } from '../review/words.ts';

/**
 * Says something on standard error. What comes from a repository may stand in it: nothing reaches
 * the terminal as a control character.
 */
export function complain(text: string): void {
  process.stderr.write(`db-review: ${text.split('\n').map(visible).join('\n')}\n`);
}
