import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

/** In bytes; GitHub sends no webhook that is larger. */
const largestBody = 25 * 1024 * 1024;

/**
 * What the HTTP server does with a request: `/healthz` says that the process lives, `/readyz` that it
 * takes webhooks, `/metrics` gives figures, and all else goes to the webhooks. Bodies are read into memory, so their length
 * must be known and bounded.
 */
export function createListener(
  webhooks: Middleware,
  ready: () => boolean,
  metrics: Pick<Metrics, 'answered' | 'text'>,
): RequestListener {
  return (request, response) => {
    if (request.url === '/healthz') return answer(response, 200, 'ok');
    if (request.url === '/metrics') return void tell(response, metrics);
    if (!ready()) return answer(response, 503, 'stopping');
    if (request.url === '/readyz') return answer(response, 200, 'ok');
    if (request.method === 'POST') {
      const start = performance.now();
      response.once('finish', () =>
        metrics.answered(response.statusCode, (performance.now() - start) / 1000),
      );
      const length = request.headers['content-length'];
      if (length === undefined) return answer(response, 411, 'content-length is missing');
      if (Number(length) > largestBody) return answer(response, 413, 'too large');
    }
    void webhooks(request, response, () => answer(response, 404, 'not found'));
  };
}

async function tell(response: ServerResponse, metrics: Pick<Metrics, 'text'>): Promise<void> {
  try {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(await metrics.text());
  } catch {
    response.destroy();
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}
