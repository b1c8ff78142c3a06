import { createHash } from 'node:crypto';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Built, Engine, Recipe, SandboxLimits, SandboxOptions } from '../engine.ts';
import { cacheFolder } from '../cache-folder.ts';
import { knownExtensions } from './extensions.ts';
import { makeFolder, sweepFolders } from './folders.ts';
import { defaultLimits, openFolder } from './sandbox.ts';
import { createTemplates, type Template } from './templates.ts';

export interface PgliteOptions {
  /** Folder in which templates are kept from one process to the next; the user's own when left out. */
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
  const { cache = cacheFolder(process.env), cacheMegabytes = 2_000 } = options;
  const templates = createTemplates(join(cache, 'replay', name), cacheMegabytes);
  const swept = sweepFolders().catch(() => {});

  async function openBuilt(
    key: string,
    make: () => Promise<Recipe>,
    asked: SandboxOptions = {},
  ): Promise<Built> {
    const limits: SandboxLimits = { ...defaultLimits, ...asked.limits };
    const kept = await templates.take(fileOf(key));
    const template = kept ?? (await build(await make(), limits));
    if (!kept) await templates.keep(fileOf(key), template);
    const extensions = known([...template.extensions, ...(asked.extensions ?? [])]);
    return { sandbox: await openFolder(template.folder, extensions, limits), note: template.note };
  }

  async function build(recipe: Recipe, limits: SandboxLimits): Promise<Template> {
    const found = await findStart(recipe.starts ?? []);
    const extensions = known([...recipe.extensions, ...(found?.template.extensions ?? [])]);
    const folder = found?.template.folder ?? (await emptyFolder());
    // A whole history takes longer than one change, and is built once.
    const patient = { ...limits, totalMilliseconds: limits.totalMilliseconds * 3 };
    const sandbox = await openFolder(folder, extensions, patient);
    try {
      const start = found && { index: found.index, note: found.template.note };
      const note = await recipe.build(sandbox, start);
      return { folder: await sandbox.settle(), extensions, note };
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  async function findStart(
    starts: readonly string[],
  ): Promise<{ index: number; template: Template } | null> {
    for (const [index, key] of starts.entries()) {
      const template = await templates.take(fileOf(key));
      if (template) return { index, template };
    }
    return null;
  }

  async function emptyFolder(): Promise<string> {
    await swept;
    const kept = await templates.take(fileOf(emptyKey));
    if (kept) return kept.folder;
    const sandbox = await openFolder(await makeFolder(), [], limitsOfInitdb);
    const folder = await sandbox.settle();
    await templates.keep(fileOf(emptyKey), { folder, extensions: [], note: '' });
    return folder;
  }

  return {
    name,
    openBuilt,
    open: async ({ extensions = [], limits } = {}) =>
      openFolder(await emptyFolder(), known(extensions), { ...defaultLimits, ...limits }),
  };
}

function known(extensions: readonly string[]): string[] {
  return [...new Set(extensions)].filter((each) => knownExtensions.has(each)).sort();
}

function fileOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}
