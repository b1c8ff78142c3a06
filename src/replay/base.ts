import { skippedEntries } from '../drizzle/pending.ts';
import type { History } from '../drizzle/history.ts';
import type { Migrator, ReplaySettings } from '../review/settings.ts';
import { z } from 'zod';
import { type Catalog, catalogOf, readCatalog, rowsOf } from './catalog.ts';
import { applyChain, type BrokenLink, chainOf, type Link } from './chain.ts';
import type { Engine, Sandbox, SandboxOptions } from './engine.ts';
import { needsOf } from './needs.ts';
import { prepare } from './prepare.ts';

/** A database where a history was applied. */
export interface Base {
  readonly sandbox: Sandbox;
  readonly catalog: Catalog;
  /** The migration at which it could not be built further; its state is then the one before. */
  readonly broken: BrokenLink | null;
}

export interface BaseOptions extends SandboxOptions {
  readonly migrator: Migrator;
  readonly settings: ReplaySettings;
  readonly onProgress?: OnProgress;
}

/** Hears how many migrations have been applied, and how many there are. */
export type OnProgress = (done: number, total: number) => void;

/** How many migrations back a kept state is looked for, to go on from there. */
const mostLooked = 30;

const noteSchema = z.strictObject({
  catalog: z.array(z.tuple([z.string(), z.string(), z.string()])),
  broken: z
    .strictObject({
      tag: z.string(),
      path: z.string(),
      error: z.strictObject({
        code: z.string(),
        message: z.string(),
        detail: z.string().nullable(),
      }),
    })
    .nullable(),
});

/** What a migrator applies of a history that is deployed as it grows: by `when`, it skips some. */
export function appliedChain(history: History, { pending }: Migrator): Link[] {
  const skipped = new Set(pending === 'when' ? skippedEntries(history) : []);
  return chainOf(history).filter(({ tag }) => !skipped.has(tag));
}

/**
 * Opens a database where migrations were applied, from the cache where it has them. `read` gives the
 * texts, which are only needed to build it.
 */
export async function openBase(
  engine: Engine,
  chain: readonly Link[],
  read: () => Promise<ReadonlyMap<string, string | null>>,
  { migrator, settings, onProgress, ...options }: BaseOptions,
): Promise<Base> {
  const { extensions, roles, setup } = settings;
  const links = chain.map(({ tag, oid, when }) => [tag, oid, when]);
  const keyOf = (length: number): string =>
    JSON.stringify([2, migrator.transaction, extensions, roles, setup, links.slice(0, length)]);
  const shorter = Array.from({ length: Math.min(mostLooked, chain.length) }, (_, less) => less + 1);
  const { sandbox, note } = await engine.openBuilt(
    keyOf(chain.length),
    async () => {
      const texts = await read();
      const full = chain.map((link) => ({ ...link, text: texts.get(link.tag) ?? null }));
      const all = [setup, ...full.flatMap(({ text }) => text ?? [])];
      return {
        extensions: [...extensions, ...needsOf(all).extensions],
        starts: shorter.map((less) => keyOf(chain.length - less)),
        async build(database, start) {
          if (start && noteSchema.parse(JSON.parse(start.note)).broken) return start.note;
          await prepare(database, all, start ? { ...settings, setup: '' } : settings);
          const rest = start ? full.slice(chain.length - start.index - 1) : full;
          const before = full.length - rest.length;
          const broken = await applyChain(database, rest, migrator.transaction, (done) =>
            onProgress?.(before + done, full.length),
          );
          const catalog = rowsOf(await readCatalog(database));
          return JSON.stringify({ catalog, broken: broken && withoutPlace(broken) });
        },
      };
    },
    options,
  );
  const { catalog, broken } = noteSchema.parse(JSON.parse(note));
  return { sandbox, catalog: catalogOf(catalog), broken };
}

function withoutPlace({ tag, path, error }: BrokenLink): BrokenLink {
  const { code, message, detail } = error;
  return { tag, path, error: { code, message, detail } };
}
