import type { Settings } from './settings.ts';

/**
 * The columns by which a table marks its rows as deleted and keeps them: of the given names, in
 * TypeScript or in the database, those that the configuration calls so, whatever their case and
 * underscores. Empty for a table whose rows are deleted for good.
 */
export function softDeleteColumns(
  names: Iterable<string>,
  { softDelete }: Pick<Settings, 'softDelete'>,
): string[] {
  const marks = new Set(softDelete.map(plain));
  return [...names].filter((name) => marks.has(plain(name)));
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
