import { createHash } from 'node:crypto';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Engine, Sandbox, SandboxLimits, SandboxOptions } from '../engine.ts';
import { defaultCacheFolder, makeFolder, sweepFolders } from './folders.ts';
import { knownExtensions } from './extensions.ts';
import { defaultLimits, openFolder } from './sandbox.ts';
import { createTemplates } from './templates.ts';

export interface PgliteOptions {
  /** Where templates are kept from one process to the next. */
  readonly cache?: string;
  /** How much room they may take; each takes some 45. */
  readonly cacheMegabytes?: number;
}

const name = `pglite-${packageJson.dependencies['@electric-sql/pglite']}`;

/** What initdb makes, which takes seconds and is the same for all. */
const emptyKey = 'empty';

/** initdb needs more than the engine does afterwards; no stranger's SQL runs in it. */
const limitsOfInitdb: SandboxLimits = { ...defaultLimits, megabytes: 3_000 };

/** PostgreSQL in WebAssembly, each database in a process of its own. */
export function createPgliteEngine(options: PgliteOptions = {}): Engine {
  const { cache = defaultCacheFolder(), cacheMegabytes = 2_000 } = options;
  const templates = createTemplates(join(cache, 'replay', name), cacheMegabytes);
  const swept = sweepFolders().catch(() => {});

  async function open(asked: SandboxOptions = {}): Promise<Sandbox> {
    return openBuilt(emptyKey, async () => {}, asked);
  }

  async function openBuilt(
    key: string,
    build: (sandbox: Sandbox) => Promise<void>,
    asked: SandboxOptions = {},
  ): Promise<Sandbox> {
    await swept;
    const extensions = (asked.extensions ?? []).filter((each) => knownExtensions.has(each)).sort();
    const limits: SandboxLimits = { ...defaultLimits, ...asked.limits };
    const file = fileOf(key);
    const kept = await templates.take(file);
    if (kept) {
      const sandbox = await openFolder(kept, extensions, limits).catch(() => null);
      if (sandbox) return sandbox;
    }
    const folder = await buildFolder(key, build, extensions, limits);
    if (key !== emptyKey) await templates.keep(file, folder);
    return openFolder(folder, extensions, limits);
  }

  async function buildFolder(
    key: string,
    build: (sandbox: Sandbox) => Promise<void>,
    extensions: readonly string[],
    limits: SandboxLimits,
  ): Promise<string> {
    if (key === emptyKey) return emptyFolder();
    const sandbox = await openFolder(await emptyFolder(), extensions, limits);
    try {
      await build(sandbox);
      return await sandbox.settle();
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  async function emptyFolder(): Promise<string> {
    const file = fileOf(emptyKey);
    const kept = await templates.take(file);
    if (kept) return kept;
    const sandbox = await openFolder(await makeFolder(), [], limitsOfInitdb);
    const folder = await sandbox.settle();
    await templates.keep(file, folder);
    return folder;
  }

  return { name, open, openBuilt };
}

function fileOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}
