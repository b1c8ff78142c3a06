import { foldersOfMigrations } from './folder-layout.ts';

const journal = 'meta/_journal.json';

/** Whether a dialect is PostgreSQL; old journals say `pg`, snapshots of drizzle-kit 1 `postgres`. */
export function isPostgres(dialect: string): boolean {
  return dialect === 'postgresql' || dialect === 'pg' || dialect === 'postgres';
}

/** The path of the journal of a migrations folder. */
export function journalPath(folder: string): string {
  return folder === '' ? journal : `${folder}/${journal}`;
}

/** The files that a folder of migrations is known by. */
const names = [journal, '/migration.sql', '/snapshot.json'];

/**
 * The migrations folders among a repository's paths: those that hold `meta/_journal.json`, or a folder
 * for each migration. Installed packages are left out. Sorted, each once.
 */
export function migrationFolders(paths: readonly string[]): string[] {
  // A repository has thousands of others.
  const likely = paths.filter((path) => names.some((name) => path.endsWith(name)));
  const own = likely.filter((path) => !/(?:^|\/)node_modules\//.test(path));
  const journals = own.filter((path) => path === journal || path.endsWith(`/${journal}`));
  const folders = journals.map((path) =>
    path.slice(0, Math.max(0, path.length - journal.length - 1)),
  );
  return [...new Set([...folders, ...foldersOfMigrations(own)])].sort();
}
