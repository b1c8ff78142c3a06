import { visible } from '../review/words.ts';

/** Prints lines to standard output; nothing that a repository wrote reaches it as a control character. */
export function say(text: string): void {
  process.stdout.write(`${text.split('\n').map(visible).join('\n')}\n`);
}
