import { prefixOf } from '../drizzle/history.ts';

/** A migration of an example's history. Without `snapshot`, one that follows its predecessor is made. */
interface ExampleMigration {
  readonly tag: string;
  readonly when: number;
  /** Null for an entry whose file is missing. */
  readonly sql: string | null;
  /** The text of its snapshot, ids for one without tables, or null where it is missing. */
  readonly snapshot?: string | { readonly id: string; readonly prevId: string } | null;
}

const origin = '00000000-0000-0000-0000-000000000000';

/**
 * The files of a migrations folder, as drizzle-kit 0.31 writes them, for the trees of an example. In
 * the journal each entry takes seven lines: the first begins at line 5, the second at line 12.
 */
export function exampleHistory(migrations: readonly ExampleMigration[]): Record<string, string> {
  const files: Record<string, string> = {};
  let previous = origin;
  for (const { tag, sql, snapshot } of migrations) {
    if (sql !== null) files[`drizzle/${tag}.sql`] = sql;
    if (snapshot === null) continue;
    const ids =
      typeof snapshot === 'string' ? null : (snapshot ?? { id: `of-${tag}`, prevId: previous });
    files[`drizzle/meta/${prefixOf(tag)}_snapshot.json`] = ids
      ? snapshotText(ids)
      : String(snapshot);
    previous = ids?.id ?? previous;
  }
  const entries = migrations.map(({ tag, when }, idx) => ({
    idx,
    version: '7',
    when,
    tag,
    breakpoints: true,
  }));
  const journal = { version: '7', dialect: 'postgresql', entries };
  files['drizzle/meta/_journal.json'] = JSON.stringify(journal, null, 2);
  return files;
}

interface ExampleColumn {
  readonly name: string;
  readonly type: string;
  readonly primaryKey: boolean;
  readonly notNull: boolean;
}

/** The text of a snapshot of version 7 with tables of columns, by their names. */
export function exampleSnapshot(
  id: string,
  prevId: string | null,
  tables: Readonly<Record<string, readonly ExampleColumn[]>>,
): string {
  const written = Object.entries(tables).map(([name, columns]) => [
    `public.${name}`,
    {
      name,
      schema: '',
      columns: Object.fromEntries(columns.map((column) => [column.name, column])),
      indexes: {},
      foreignKeys: {},
      compositePrimaryKeys: {},
      uniqueConstraints: {},
      policies: {},
      checkConstraints: {},
      isRLSEnabled: false,
    },
  ]);
  const snapshot = {
    id,
    prevId: prevId ?? origin,
    version: '7',
    dialect: 'postgresql',
    tables: Object.fromEntries(written),
    enums: {},
    schemas: {},
    sequences: {},
    roles: {},
    policies: {},
    views: {},
    _meta: { columns: {}, schemas: {}, tables: {} },
  };
  return JSON.stringify(snapshot, null, 2);
}

function snapshotText(ids: { readonly id: string; readonly prevId: string }): string {
  const empty = { version: '7', dialect: 'postgresql', tables: {}, enums: {}, schemas: {} };
  return JSON.stringify({ ...ids, ...empty }, null, 2);
}

/** A migration of an example in the layout of drizzle-kit 1; the name is that of its folder. */
interface ExampleFolder {
  readonly name: string;
  readonly sql: string;
  /** Ids for a snapshot without tables; null where it is missing. Else it follows its predecessor. */
  readonly snapshot?: { readonly id: string; readonly prevIds: readonly string[] } | null;
}

/**
 * The files of a migrations folder, as drizzle-kit 1 writes them, for the trees of an example. In a
 * snapshot `prevIds` stands in line 3.
 */
export function exampleFolders(migrations: readonly ExampleFolder[]): Record<string, string> {
  const files: Record<string, string> = {};
  let previous = origin;
  for (const { name, sql, snapshot } of migrations) {
    files[`drizzle/${name}/migration.sql`] = sql;
    if (snapshot === null) continue;
    const ids = snapshot ?? { id: `of-${name}`, prevIds: [previous] };
    const { id, prevIds } = ids;
    const empty = { version: '8', dialect: 'postgres', ddl: [], renames: [] };
    files[`drizzle/${name}/snapshot.json`] = JSON.stringify({ id, prevIds, ...empty }, null, 2);
    previous = id;
  }
  return files;
}
