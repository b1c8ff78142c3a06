import type { History, MigrationFile } from '../drizzle/history.ts';
import { editedSince, removedSince } from '../drizzle/needed.ts';
import type { Pending } from '../drizzle/pending.ts';
import type { ParsedSql } from '../sql/statement.ts';
import type { Ports } from './judge-migrations.ts';
import type { Settings } from './settings.ts';

/** Reads the statements of the migrations that the checks of the bookkeeping look into. */
export async function readHistorySql(
  released: History,
  merged: History,
  pending: readonly Pending[],
  { postgres }: Settings,
  { parse }: Ports,
): Promise<(file: MigrationFile) => ParsedSql | null> {
  const read = lookedInto(released, merged, pending).filter(({ text }) => text !== null);
  const parsed = await parse(
    read.map(({ text }) => text ?? ''),
    { postgres },
  );
  const byContent = new Map(read.map(({ oid }, index) => [oid, parsed[index] ?? null]));
  return ({ oid }) => byContent.get(oid) ?? null;
}

function lookedInto(
  released: History,
  merged: History,
  pending: readonly Pending[],
): MigrationFile[] {
  const edited = editedSince(released, merged);
  const old = [...edited, ...removedSince(released, merged)].flatMap(
    ({ tag }) => released.migrations.get(tag) ?? [],
  );
  return [...pending.flatMap(({ file }) => file ?? []), ...edited, ...old];
}
