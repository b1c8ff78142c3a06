import { createRequire } from 'node:module';
import type * as DrizzleKit from 'drizzle-kit/api';
import type { Drizzle } from '../schema/interpreter/host.ts';

type Kit = Pick<typeof DrizzleKit, 'generateDrizzleJson' | 'generateMigration' | 'upPgSnapshot'>;

/**
 * Drizzle's packages as CommonJS: drizzle-kit and the builders must be of one kind, and its ES
 * modules take ten times as long to load.
 */
const require = createRequire(import.meta.url);

/** The builders that schema files call. */
export const drizzle: Drizzle = {
  orm: require('drizzle-orm') as Drizzle['orm'],
  pg: require('drizzle-orm/pg-core') as Drizzle['pg'],
  supabase: () => require('drizzle-orm/supabase') as object,
  neon: () => require('drizzle-orm/neon') as object,
};

/** drizzle-kit's generators of snapshots and SQL. */
export const kit: Kit = require('drizzle-kit/api') as Kit;
