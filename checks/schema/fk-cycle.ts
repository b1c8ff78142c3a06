import {
  type DeclaredTable,
  defineCheck,
  foreignKeysOf,
  placeOfPart,
  writtenName,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'fk-cycle',
  title: 'Tables require each other',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: 'A row of {first} requires one of {path}, and that one a row of {first}.',
  why:
    'All these foreign keys are NOT NULL, so that no first row can be inserted: each one needs another ' +
    'one to be there already. It works only where a constraint is DEFERRABLE, which Drizzle cannot declare.',
  todo:
    'Let one of the columns be null, and fill it once both rows are there. Often one of the two keys says ' +
    'what the other says already, and can go.',
  examples: {
    flagged: [
      {
        title: 'two tables',
        schema:
          "export const teams = pgTable('teams', {\n  id: text('id').primaryKey(),\n" +
          "  ownerId: text('owner_id').notNull().references(() => users.id),\n});\n" +
          "export const users = pgTable('users', {\n  id: text('id').primaryKey(),\n" +
          "  teamId: text('team_id').notNull().references(() => teams.id),\n});",
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'a column that may be null, and a table that refers to itself',
        schema:
          "export const teams = pgTable('teams', {\n  id: text('id').primaryKey(),\n" +
          "  ownerId: text('owner_id').references(() => users.id),\n});\n" +
          "export const users = pgTable('users', {\n  id: text('id').primaryKey(),\n" +
          "  teamId: text('team_id').notNull().references(() => teams.id),\n" +
          "  bossId: text('boss_id').notNull().references(() => users.id),\n});",
      },
    ],
  },
  schema(visit) {
    const required = new Map(visit.tables.map((table) => [table.name, requiredBy(table)]));
    const told = new Set<string>();
    for (const table of visit.tables) {
      if (told.has(table.name)) continue;
      const path = pathBack(table.name, required);
      if (!path) continue;
      for (const name of path) told.add(name);
      const next = path[1];
      const key = foreignKeysOf(table).find(
        ({ references }) => writtenName(references.table) === next,
      );
      visit.report({
        ...placeOfPart(table, 'foreignKeys', key?.name ?? null),
        about: [...path].sort(),
        data: { first: table.name, path: path.slice(1) },
      });
    }
  },
});

/** The other tables of which a row has to be there first. */
function requiredBy(table: DeclaredTable): string[] {
  return foreignKeysOf(table)
    .filter(({ columns }) => columns.every((each) => table.relation.columns.get(each)?.notNull))
    .map(({ references }) => writtenName(references.table))
    .filter((name) => name !== table.name);
}

/** The shortest way from a table back to itself, without its end; null where there is none. */
function pathBack(
  start: string,
  required: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const paths = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of required.get(path.at(-1)!) ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return null;
}
