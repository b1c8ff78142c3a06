import type { Replay, ReplayedStatement } from '../review/replay.ts';
import type { SchemaReader } from '../drizzle/schema/read-schema.ts';

/** The replay as the terminal uses it; loaded only when it is wanted. */
export async function openReplay(
  generateSql: SchemaReader['generateSql'],
  onStep: (statement: ReplayedStatement) => void = () => {},
): Promise<Replay> {
  const [{ createDefaultReplay }, { cacheFolder }] = await Promise.all([
    import('../replay/default.ts'),
    import('../replay/cache-folder.ts'),
  ]);
  return createDefaultReplay({ cache: cacheFolder(process.env), generateSql, onStep });
}
