import { exampleHistory } from '../src/review/check.ts';

/**
 * A Drizzle project of the size of a real one: so many migrations, six statements each, with a
 * snapshot after the last one but one that holds every table. The last migration is the change.
 */
export function syntheticHistory(migrations: number): {
  base: Record<string, string>;
  head: Record<string, string>;
} {
  const all = Array.from({ length: migrations }, (_, index) => ({
    tag: `${String(index).padStart(4, '0')}_step`,
    when: 1_760_000_000_000 + index * 3_600_000,
    sql: migrationText(index),
    snapshot: index < migrations - 2 ? null : snapshotText(index),
  }));
  return { base: exampleHistory(all.slice(0, -1)), head: exampleHistory(all) };
}

function migrationText(index: number): string {
  const table = `table_${index}`;
  const older = `table_${Math.max(0, index - 3)}`;
  return [
    `CREATE TABLE "${table}" (\n\t"id" text PRIMARY KEY NOT NULL,\n\t"owner_id" text NOT NULL,\n\t"title" text NOT NULL,\n\t"createdAt" timestamp DEFAULT now() NOT NULL\n);\n`,
    `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."table_0"("id") ON DELETE cascade ON UPDATE no action;`,
    `CREATE INDEX "${table}_owner_idx" ON "${table}" USING btree ("owner_id");`,
    `ALTER TABLE "${older}" ADD COLUMN "column_${index}" text;`,
    `CREATE INDEX "${older}_${index}_idx" ON "${older}" USING btree ("column_${index}");`,
    `DO $$ BEGIN\n  UPDATE "${older}" SET "column_${index}" = 'x' WHERE "column_${index}" IS NULL;\nEND $$;`,
  ].join('--> statement-breakpoint\n');
}

function snapshotText(last: number): string {
  const tables = Object.fromEntries(
    Array.from({ length: last + 1 }, (_, index) => [`public.table_${index}`, tableOf(index)]),
  );
  const ids = { id: `id-${last}`, prevId: `id-${last - 1}`, version: '7', dialect: 'postgresql' };
  return JSON.stringify({ ...ids, tables, enums: {}, schemas: {} }, null, 2);
}

function tableOf(index: number): object {
  const column = (name: string, type: string, notNull: boolean) => [
    name,
    { name, type, primaryKey: name === 'id', notNull },
  ];
  return {
    name: `table_${index}`,
    schema: '',
    columns: Object.fromEntries([
      column('id', 'text', true),
      column('owner_id', 'text', true),
      column('title', 'text', true),
      column('createdAt', 'timestamp', true),
      column(`column_${index + 3}`, 'text', false),
    ]),
    indexes: {},
    foreignKeys: {},
    compositePrimaryKeys: {},
    uniqueConstraints: {},
  };
}
