import type { SchemaReader } from '../drizzle/schema/read-schema.ts';
import type { DefaultReplayOptions } from '../replay/default.ts';
import type { Replay } from '../review/replay.ts';

/** The replay as the terminal uses it; loaded only when it is wanted. */
export async function openReplay(
  generateSql: SchemaReader['generateSql'],
  own: Omit<DefaultReplayOptions, 'cache' | 'generateSql'> = {},
): Promise<Replay> {
  const [{ createDefaultReplay }, { cacheFolder }] = await Promise.all([
    import('../replay/default.ts'),
    import('../replay/cache-folder.ts'),
  ]);
  return createDefaultReplay({ cache: cacheFolder(process.env), generateSql, ...own });
}
