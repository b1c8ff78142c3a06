import { existsSync } from 'node:fs';
import { run } from 'probot';
import { startServer, type RunningServer } from './start-server.ts';

/** In milliseconds: Docker kills ten seconds after it asked to stop, and closing takes a while. */
const patience = 6_000;

/** In milliseconds. */
const sweepInterval = 5 * 60_000;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { env } = process;
  if (!env['APP_ID'] && env['NODE_ENV'] !== 'production') {
    // Probot's setup: registers the app from app.yml and writes its credentials into .env.
    await run(() => {});
    return;
  }
  const server = await startServer({ env });
  const sweep = () =>
    void server.sweep().catch((err: unknown) => server.log.error({ err }, 'No sweep'));
  sweep();
  setInterval(sweep, sweepInterval).unref();
  hintAtProxy(server, env['WEBHOOK_PROXY_URL']);
  process.once('SIGTERM', () => void stop(server));
  process.once('SIGINT', () => void stop(server));
}

async function stop(server: RunningServer): Promise<void> {
  server.log.info('Stopping');
  await server.stop(patience);
  process.exit();
}

/** The setup makes such an address, so that webhooks reach a machine that is not on the internet. */
function hintAtProxy({ url, log }: RunningServer, proxy: string | undefined): void {
  if (!proxy) return;
  const target = `${url}/api/github/webhooks`;
  log.info(`For webhooks by ${proxy} run: npx smee-client --url ${proxy} --target ${target}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
