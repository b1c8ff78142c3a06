/**
 * The layout of drizzle-kit 1: no journal, and a folder for each migration, `migration.sql` and
 * `snapshot.json` in it. Folders are named by the time in UTC and a name: `20261122102548_init`.
 */
const stamped = /^(?:(.*)\/)?(\d{14}[^/]*)\/(migration\.sql|snapshot\.json)$/;

/**
 * The folders among a repository's paths that hold migrations in that layout. Prisma's has no
 * snapshots, so both files have to be there, in one folder at least.
 */
export function foldersOfMigrations(paths: readonly string[]): string[] {
  const migrations = new Set<string>();
  const snapshots = new Map<string, string>();
  for (const path of paths) {
    const [, parent = '', name, file] = stamped.exec(path) ?? [];
    if (name === undefined) continue;
    const folder = `${parent}/${name}`;
    if (file === 'migration.sql') migrations.add(folder);
    else snapshots.set(folder, parent);
  }
  const both = [...snapshots].filter(([folder]) => migrations.has(folder));
  return [...new Set(both.map(([, parent]) => parent))];
}

/**
 * The time that a migration's folder is named by, in milliseconds since 1970, as the migrator
 * records it; null where the name does not begin with one.
 */
export function timeOfName(name: string): number | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})/.exec(name)?.map(Number) ?? [];
  if (year === undefined) return null;
  return Date.UTC(year, month! - 1, day, hour, minute, second);
}

/** The order in which drizzle-orm's migrator runs folders (read in its `readMigrationFiles`). */
export function compareNames(one: string, other: string): number {
  return one.localeCompare(other);
}
