const journal = 'meta/_journal.json';

/** Whether a journal's dialect is PostgreSQL; old drizzle-kit wrote `pg`. */
export function isPostgres(dialect: string): boolean {
  return dialect === 'postgresql' || dialect === 'pg';
}

/** The path of the journal of a migrations folder. */
export function journalPath(folder: string): string {
  return folder === '' ? journal : `${folder}/${journal}`;
}

/**
 * The migrations folders among a repository's paths: those that hold `meta/_journal.json`.
 * Installed packages are left out. Sorted, each once.
 */
export function migrationFolders(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    if (path !== journal && !path.endsWith(`/${journal}`)) continue;
    if (/(?:^|\/)node_modules\//.test(path)) continue;
    folders.add(path.slice(0, Math.max(0, path.length - journal.length - 1)));
  }
  return [...folders].sort();
}
