import { GitHubError } from '../source/github/error.ts';
import type { Wait } from '../github/send-once.ts';

const attempts = 4;

/** Longest wait, in seconds, for a rate limit to end; a review that waits keeps its place. */
const longestWait = 600;

/**
 * Does work again when GitHub did not answer (after 1, 4 and 9 seconds) or when its rate limit was
 * reached (when GitHub says that it ends), and throws what the last attempt threw.
 */
export async function retry<Result>(
  work: () => Promise<Result>,
  wait: Wait,
  signal: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const seconds = secondsToWait(error, attempt);
      if (seconds === null || attempt === attempts) throw error;
      await wait(seconds * 1000, signal);
    }
  }
}

function secondsToWait(error: unknown, attempt: number): number | null {
  if (!(error instanceof GitHubError)) return null;
  if (error.reason === 'unavailable') return attempt ** 2;
  const seconds = error.retryAfter;
  return seconds !== null && seconds <= longestWait ? seconds : null;
}
