import { writeName } from '../sql/identifier.ts';
import { askCatalog } from './ask-catalog.ts';
import type { Sandbox } from './engine.ts';

/** The role that a session belongs to before any SQL of a migration has run in it. */
export async function sessionUser(sandbox: Sandbox): Promise<string> {
  const { rows } = await askCatalog(sandbox, 'SELECT session_user::text');
  return rows[0]?.[0] ?? '';
}

/**
 * Leaves what a connection leaves behind when it ends: no open transaction, no settings, role, temporary
 * tables, advisory locks or listeners. Each deploy has a connection of its own. PGlite does not go back
 * from SET SESSION AUTHORIZATION by itself, so `user` says to whom.
 */
export async function endSession(sandbox: Sandbox, user: string): Promise<void> {
  await sandbox.exec('ROLLBACK');
  await sandbox.exec('DISCARD ALL');
  await sandbox.exec(`SET SESSION AUTHORIZATION ${writeName(user)}`);
}
