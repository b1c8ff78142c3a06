import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { pagePath, renderPage } from './page.ts';
import type { Story } from './story.ts';

const require = createRequire(import.meta.url);

/** What was posted is shown as it is; the browser runs nothing of it and loads nothing from elsewhere. */
const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The first port to try; the next ones follow when it is taken. */
const usualPort = 4000;
const portsTried = 20;

/** The pages of a story on the loopback interface. */
export interface ServedStory {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the pages of a story.
 *
 * @param port 0 for any free one; the first free one from 4000 when left out
 * @throws Error when the port is taken
 */
export async function serveStory(story: Story, port?: number): Promise<ServedStory> {
  const bodies = bodiesOf(story);
  const server = createServer(({ url = '/' }, response) => {
    const found = bodies.get(url.split('?')[0]!);
    if (!found) response.writeHead(404, headers).end('There is no such page.\n');
    else response.writeHead(200, { ...headers, 'content-type': found.type }).end(found.body);
  });
  await (port === undefined ? listenFrom(server, usualPort) : listen(server, port));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function bodiesOf(story: Story): Map<string, { type: string; body: string }> {
  const html = 'text/html; charset=utf-8';
  const css = 'text/css; charset=utf-8';
  const markdownCss = require.resolve('github-markdown-css/github-markdown-light.css');
  const pages = story.moments.map(
    (_, index) => [pagePath(index), { type: html, body: renderPage(story, index) }] as const,
  );
  return new Map([
    ...pages,
    ['/markdown.css', { type: css, body: readFileSync(markdownCss, 'utf8') }],
    ['/page.css', { type: css, body: readFileSync(new URL('page.css', import.meta.url), 'utf8') }],
  ]);
}

async function listenFrom(server: Server, first: number): Promise<void> {
  for (let port = first; port < first + portsTried; port++) {
    try {
      return await listen(server, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return listen(server, 0);
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, 'localhost', resolve);
  await promise;
  server.off('error', reject);
}
