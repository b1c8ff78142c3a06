import type { SchemaReader } from '../drizzle/schema/read-schema.ts';
import type { DefaultReplayOptions } from '../replay/default.ts';
import type { Replay } from '../review/replay.ts';

/** The replay as the terminal uses it; loaded only when it is wanted. */
export async function openReplay(
  generateSql: SchemaReader['generateSql'],
  own: Omit<DefaultReplayOptions, 'cache' | 'server' | 'generateSql'> = {},
): Promise<Replay> {
  const [{ createDefaultReplay }, { cacheFolder }] = await Promise.all([
    import('../replay/default.ts'),
    import('../replay/cache-folder.ts'),
  ]);
  const server = process.env['DB_REVIEW_SERVER_URL'] || null;
  return createDefaultReplay({ cache: cacheFolder(process.env), server, generateSql, ...own });
}
