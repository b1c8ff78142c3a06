/** Waits so many milliseconds; rejects with an AbortError when the signal comes first. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;

const attempts = 3;

/**
 * Sends what must not be done twice. After an answer that leaves open whether GitHub did it (5xx, a
 * dropped connection), `find` looks for the result before `send` is called again. `send` must turn
 * off Octokit's own retries (`request: noRetries`).
 *
 * @throws what `send` throws when it is refused, or when the last attempt left nothing behind
 */
export async function sendOnce<Result>(
  send: () => Promise<Result>,
  find: () => Promise<Result | null>,
  wait: Wait,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isAmbiguous(error)) throw error;
      await wait(attempt ** 2 * 1000);
      const found = await find();
      if (found !== null) return found;
      if (attempt === attempts) throw error;
    }
  }
}

/** Request options that hold Octokit's retry plugin back. */
export const noRetries = { retries: 0 } as const;

/** The HTTP status of a failed request; null for an error that is not from a request. */
export function statusOf(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : null;
}

/** Octokit gives status 500 to a connection that broke. */
function isAmbiguous(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500;
}
