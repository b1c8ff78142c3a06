import type { Casing } from '../schema/read-schema.ts';
import type { Snapshot } from '../schema/interpreter/read.ts';
import { kit } from './packages.ts';
import { withTrap } from './trap.ts';
import { unionOf } from './union.ts';

/** drizzle-kit's snapshot of tables, enums and the like; throws where it refuses them. */
export function generateSnapshot(entities: readonly object[], casing: Casing | null): Snapshot {
  const imports = Object.fromEntries(entities.map((each, index) => [`export${index}`, each]));
  const snapshot = withTrap(() =>
    kit.generateDrizzleJson(imports, undefined, undefined, casing ?? undefined),
  );
  // Numbers too large for JSON are written as the text that they would be in SQL.
  const text = JSON.stringify(snapshot, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return JSON.parse(text) as Snapshot;
}

/** The SQL from one snapshot to another, by way of their union. */
export async function generateStatements(from: object, to: object): Promise<string[]> {
  const [before, after] = [upgrade(from), upgrade(to)];
  const union = unionOf(before, after) as typeof after;
  const added = await withTrap(() => kit.generateMigration(before, union));
  const removed = await withTrap(() => kit.generateMigration(union, after));
  return [...added, ...removed];
}

type Snapshot7 = Parameters<typeof kit.generateMigration>[0];

function upgrade(snapshot: object): Snapshot7 {
  return withTrap(() => kit.upPgSnapshot({ ...snapshot } as never)) as Snapshot7;
}
