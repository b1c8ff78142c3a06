import { type Token, tokensOf } from './lexer.ts';

/** Words that stand before a block's first statement. */
const opening = new Set(['declare', 'begin', 'then', 'else', 'loop']);

/** Asks why a PL/pgSQL body is refused; null where it is not. */
export type WhyRefused = (body: string) => Promise<string | null>;

/**
 * Finds the token of a body that PostgreSQL refuses with a message that names no place. The
 * shortest beginning of the body that is refused for another reason than that it ends too early
 * holds the error in its last statement.
 */
export async function findError(
  body: string,
  message: string,
  whyRefused: WhyRefused,
): Promise<Pick<Token, 'start' | 'end'>> {
  const tokens = tokensOf(body).filter((token) => token.kind !== 'comment');
  const ends = tokens.filter((token) => body[token.start] === ';').map((token) => token.end);
  const wrong = message.includes('":="') ? '..' : ':=';
  const isRefused = async (index: number): Promise<boolean> => {
    const beginning = `${body.slice(0, ends[index])} ${wrong}`;
    return (await whyRefused(beginning)) !== `syntax error at or near "${wrong}"`;
  };
  const last = await firstIndex(ends.length, isRefused);
  const from = ends[last - 1] ?? 0;
  const to = ends[last] ?? body.length;
  const segment = tokens.filter(({ start }) => start >= from && start < to);
  const named = /at or near "([^]+)"$/.exec(message)?.[1];
  const isNamed = ({ start, end }: Token): boolean =>
    named !== undefined &&
    (body.slice(start, end) === named || named.startsWith(body.slice(start, end)));
  const first = segment.find(
    ({ start, end }) => !opening.has(body.slice(start, end).toLowerCase()),
  );
  return segment.find(isNamed) ?? first ?? { start: from, end: to };
}

/** The first index below a limit for which `holds`, which also holds for all after it; else the limit. */
async function firstIndex(
  limit: number,
  holds: (index: number) => Promise<boolean>,
): Promise<number> {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
