import { type History, latestSnapshot } from '../drizzle/history.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import { compare } from '../schema/compare.ts';
import type { SchemaDifference } from '../schema/difference.ts';
import type { Schema } from '../schema/model.ts';

/** A tree: its history, and what its migrations lead to. */
interface Side {
  readonly history: History;
  readonly after: Schema;
}

/**
 * What a change does to the schema, object by object: by what its migrations do, which is what
 * databases get. Where the schema before is not known, so that much of that is lost, by the newest
 * snapshots, if the change brings one.
 */
export function changesOf(base: Side, merged: Side): SchemaDifference[] {
  if (!base.after.complete) {
    const [before, after] = [recordedBy(base), recordedBy(merged)];
    if (before && after) return compare(before, after);
  }
  return compare(base.after, merged.after);
}

function recordedBy({ history }: Side): Schema | null {
  const text = latestSnapshot(history)?.text;
  return text == null ? null : schemaOfSnapshot(text).schema;
}
