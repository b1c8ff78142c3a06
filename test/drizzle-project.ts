/**
 * A Drizzle project as drizzle-kit 0.31 writes it, with one migration per text, in order. Its
 * snapshots know one table, `users`, which has a column `email` until the second migration.
 */
export function drizzleProject(folder: string, ...migrations: string[]): Record<string, string> {
  const tags = migrations.map((_, index) => `${String(index).padStart(4, '0')}_step`);
  const entries = tags.map((tag, idx) => ({
    idx,
    version: '7',
    when: 1_760_000_000_000 + idx * 1000,
    tag,
    breakpoints: true,
  }));
  const journal = { version: '7', dialect: 'postgresql', entries };
  const files = tags.flatMap((tag, index) => [
    [`${folder}/${tag}.sql`, migrations[index]!],
    [`${folder}/meta/${tag.slice(0, 4)}_snapshot.json`, snapshot(index)],
  ]);
  return {
    [`${folder}/meta/_journal.json`]: JSON.stringify(journal, null, 2),
    ...Object.fromEntries(files),
  };
}

function snapshot(index: number): string {
  const column = (name: string, type: string) => ({
    [name]: { name, type, primaryKey: name === 'id', notNull: name === 'id' },
  });
  const columns = { ...column('id', 'bigint'), ...(index === 0 && column('email', 'text')) };
  const empty = { indexes: {}, foreignKeys: {}, compositePrimaryKeys: {}, uniqueConstraints: {} };
  const ids = { id: idOf(index), prevId: index === 0 ? origin : idOf(index - 1) };
  const tables = { 'public.users': { name: 'users', schema: '', columns, ...empty } };
  return JSON.stringify({
    ...ids,
    version: '7',
    dialect: 'postgresql',
    tables,
    enums: {},
    schemas: {},
  });
}

const origin = '00000000-0000-0000-0000-000000000000';

function idOf(index: number): string {
  return `00000000-0000-0000-0000-${String(index + 1).padStart(12, '0')}`;
}
