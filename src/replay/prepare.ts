import type { ReplaySettings } from '../review/settings.ts';
import { askCatalog } from './ask-catalog.ts';
import { migrationsTable } from './chain.ts';
import type { Sandbox } from './engine.ts';
import { needsOf } from './needs.ts';

/** A database cannot be made ready; the configuration or the engine is to blame, not a change. */
export class PreparationError extends Error {
  override name = 'PreparationError';
}

/**
 * Makes what stands before the first migration: roles, extensions and SQL of the configuration, the
 * roles of hosted databases and the extensions that the texts take for granted, and Drizzle's table.
 */
export async function prepare(
  sandbox: Sandbox,
  texts: readonly string[],
  settings: Pick<ReplaySettings, 'extensions' | 'roles' | 'setup'>,
): Promise<void> {
  const { assumed, roles } = needsOf(texts);
  await createRoles(sandbox, [...settings.roles, ...roles]);
  for (const extension of [...settings.extensions, ...assumed]) {
    const { error } = await sandbox.exec(
      `CREATE EXTENSION IF NOT EXISTS "${extension.replaceAll('"', '""')}" CASCADE`,
    );
    if (error) throw new PreparationError(`the extension ${extension}: ${error.message}`);
  }
  if (settings.setup !== '') {
    const { error } = await sandbox.exec(settings.setup);
    if (error) throw new PreparationError(`replay.setup: ${error.message}`);
  }
  await sandbox.exec(migrationsTable);
}

/** Creates the roles that are not there yet. */
export async function createRoles(sandbox: Sandbox, roles: readonly string[]): Promise<void> {
  const { rows } = await askCatalog(sandbox, 'SELECT rolname FROM pg_roles');
  const known = new Set(rows.map(([name]) => name));
  for (const role of new Set(roles)) {
    if (known.has(role)) continue;
    const { error } = await sandbox.exec(`CREATE ROLE "${role.replaceAll('"', '""')}"`);
    if (error) throw new PreparationError(`the role ${role}: ${error.message}`);
  }
}
