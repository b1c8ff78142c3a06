import type { ReplayedError } from '../review/replay.ts';

/** Schemas that hosted PostgreSQLs bring along, and that no migration makes. */
const hosted =
  /\b(?:auth|storage|realtime|vault|cron|net|graphql|graphql_public|pgsodium|supabase_functions|neon_auth|extensions)\b/;

/**
 * What a database needs that the sandbox does not have, when a statement failed for the lack of it; null
 * where the statement itself is to blame.
 */
export function lackOf({ code, message }: Pick<ReplayedError, 'code' | 'message'>): string | null {
  const extension = /extension "([^"]+)" is not available/.exec(message)?.[1];
  if (extension !== undefined) return `the sandbox does not have the extension ${extension}`;
  const forbidden = /permission denied to create (extension "[^"]+"|role)/.exec(message)?.[1];
  if (code === '42501' && forbidden !== undefined) {
    return `on the server, what migrations run as may not create the ${forbidden}`;
  }
  if (code === '58P01' && message.includes('could not access file')) {
    return `the sandbox does not have a library: ${message}`;
  }
  const isMissing = ['3F000', '42P01', '42883', '42704'].includes(code);
  if (isMissing && /type "(?:public\.)?(?:geometry|geography|raster)"/.test(message)) {
    return 'the sandbox does not have the extension postgis';
  }
  if (isMissing && hosted.test(message)) {
    return `the database needs what its host provides, and \`replay.setup\` does not make: ${message}`;
  }
  return null;
}
