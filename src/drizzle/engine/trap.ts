/** drizzle-kit refused what it was given, and said why. */
export class Refusal extends Error {}

let said: string[] = [];
let hasExited = false;

/** Escape sequences with which a terminal is coloured. */
const colours = /\u001b\[[0-9;]*m/g;

/**
 * Keeps drizzle-kit, which tells a refusal to the terminal and then ends the process, from doing
 * either: `process.exit` throws, and what would be printed is kept for the message. Gives back the
 * real way to end the process.
 */
export function setTrap(): () => void {
  const exit = process.exit.bind(process);
  process.exit = () => {
    hasExited = true;
    const text = said.join(' ').replace(colours, '').replace(/\s+/g, ' ').trim();
    throw new Refusal(text.slice(0, 500) || 'drizzle-kit ended without a word');
  };
  const keep = (...parts: unknown[]): void => {
    if (said.length < 20) said.push(parts.map(String).join(' '));
  };
  Object.assign(console, { log: keep, error: keep, warn: keep, info: keep });
  return () => exit(0);
}

/** Runs drizzle-kit; what it prints from here on belongs to this run. */
export function withTrap<Result>(run: () => Result): Result {
  said = [];
  return run();
}

/** Whether drizzle-kit wanted to end the process at any time, after which it is not trusted. */
export function wasTrapped(): boolean {
  return hasExited;
}
