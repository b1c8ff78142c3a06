import { z } from 'zod';
import type { ReplaySettings } from '../review/settings.ts';
import { type Catalog, catalogOf, readCatalog, rowsOf } from './catalog.ts';
import type { Difference } from './compare-catalogs.ts';
import type { Engine, Sandbox, SandboxOptions } from './engine.ts';
import { needsOf } from './needs.ts';
import type { Notes } from './notes.ts';
import { prepare } from './prepare.ts';

/** The SQL from one snapshot of drizzle-kit to another, statement by statement. */
export type GenerateSql = (from: Snapshot, to: Snapshot) => Promise<string[]>;
export type Snapshot = Readonly<Record<string, unknown>>;

export const emptySnapshot: Snapshot = {
  id: '00000000-0000-0000-0000-000000000000',
  prevId: '',
  version: '7',
  dialect: 'postgresql',
  tables: {},
  enums: {},
  schemas: {},
  sequences: {},
  roles: {},
  policies: {},
  views: {},
  _meta: { columns: {}, schemas: {}, tables: {} },
};

/** A database that a snapshot describes. */
export interface Recorded {
  readonly catalog: Catalog;
  /** Statements that did not run, since they need what only migrations make. */
  readonly failed: readonly string[];
}

const noteSchema = z.strictObject({
  catalog: z.array(z.tuple([z.string(), z.string(), z.string()])),
  failed: z.array(z.string()),
});

/**
 * The catalog of a database that drizzle-kit would make from a snapshot. Rejects where drizzle-kit
 * refuses the snapshot.
 */
export async function recordedCatalog(
  engine: Engine,
  notes: Notes,
  generateSql: GenerateSql,
  text: string,
  extensions: readonly string[],
  settings: ReplaySettings,
  options: SandboxOptions,
): Promise<Recorded> {
  const own = { ...settings, extensions: [...new Set([...settings.extensions, ...extensions])] };
  const snapshot = JSON.parse(text) as Snapshot;
  // Which snapshot it is, and which came before, says nothing of the database.
  const content = { ...snapshot, id: undefined, prevId: undefined };
  const key = JSON.stringify([2, engine.name, own.extensions, own.roles, own.setup, content]);
  const note = await notes.remember(key, async () => {
    const statements = await generateSql(emptySnapshot, snapshot);
    const { extensions: needed } = needsOf([own.setup, ...statements]);
    const sandbox = await engine.open({
      ...options,
      extensions: [...own.extensions, ...needed],
    });
    try {
      await prepare(sandbox, statements, own);
      const failed = await runAll(sandbox, statements);
      return JSON.stringify({ catalog: rowsOf(await readCatalog(sandbox)), failed });
    } finally {
      await sandbox.close();
    }
  });
  const { catalog, failed } = noteSchema.parse(JSON.parse(note));
  return { catalog: catalogOf(catalog), failed };
}

/** Runs statements, all at once where none of them fails; gives those that do. */
async function runAll(sandbox: Sandbox, statements: readonly string[]): Promise<string[]> {
  if (!(await sandbox.exec(statements.join(';\n'))).error) return [];
  const failed: string[] = [];
  for (const sql of statements) {
    if ((await sandbox.exec(sql)).error) failed.push(sql);
  }
  return failed;
}

/** What Drizzle can say of a database; views only where the schema declares them. */
const declarable = new Set([
  'table',
  'column',
  'constraint',
  'index',
  'enum',
  'sequence',
  'policy',
  'row security',
]);

/** The differences that are drift: of what Drizzle can declare, and what the snapshot's SQL could make. */
export function driftOf(differences: readonly Difference[], { failed }: Recorded): Difference[] {
  return differences.filter(({ class: kind, name, second }) => {
    if (kind === 'view' || kind === 'materialized view') return second !== null;
    if (!declarable.has(kind)) return false;
    const own = name.slice(name.lastIndexOf('.') + 1).replaceAll('"', '');
    return !failed.some((sql) => sql.includes(own));
  });
}
