/** In milliseconds: a file of 20 MB comes within it on a slow line. */
const longest = 60_000;

/**
 * Makes a `fetch` for Octokit that fails when the whole answer is not there in time. Octokit by itself
 * waits for ever, and takes an answer that breaks off in the middle for an empty one.
 *
 * @param milliseconds time for one request
 */
export function createWholeFetch(milliseconds = longest): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, { ...init, signal: AbortSignal.timeout(milliseconds) });
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  };
}
