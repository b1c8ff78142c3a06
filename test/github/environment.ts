import type { GitHub } from './start.ts';

/** What the app is told, so that it takes this simulated GitHub for GitHub and any free port. */
export function environmentOf(github: GitHub): Record<string, string> {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GHE_HOST: new URL(github.url).host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
  };
}
