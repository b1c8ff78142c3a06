import { type DeclaredModel, defineCheck, type SchemaVisit } from '../../src/review/check.ts';

type Reported = Omit<Parameters<SchemaVisit['report']>[0], 'at'> & {
  readonly at: Parameters<SchemaVisit['report']>[0]['at'];
};

export default defineCheck({
  id: 'enum-values-changed',
  title: 'Fixed values are removed or come in another order',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  message: '{column} may no longer be {values} for TypeScript; rows may hold it.',
  why:
    '`text({ enum })` is known to TypeScript only, so that no migration comes of it. Rows that have the ' +
    'value keep it, and are read under a type that excludes it: a `switch` without a default falls through.',
  todo: 'Change the rows in a migration of this change:\n\n```sql\n{query}\n```\n\nor leave the value in the type.',
  variants: {
    order: {
      message: 'The values of the enum {name} come in another order.',
      why:
        'PostgreSQL compares and sorts an enum by the order in which its values were made, and cannot change ' +
        'it. drizzle-kit makes the type anew: every column of it becomes text and back, which rewrites its ' +
        'table under ACCESS EXCLUSIVE and drops defaults meanwhile.',
      todo: 'Keep the old order, and put new values at the end. Where the order matters, sort by an expression in the query.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a value that is gone',
        schema: {
          before:
            "export const a = pgTable('a', {\n  status: text('status', { enum: ['open', 'late', 'done'] }),\n});",
          after:
            "export const a = pgTable('a', {\n  status: text('status', { enum: ['open', 'done'] }),\n});",
        },
        lines: [2],
      },
      {
        title: 'another order',
        severity: 'notice',
        schema: {
          before: "export const status = pgEnum('status', ['open', 'late', 'done']);",
          after: "export const status = pgEnum('status', ['open', 'done', 'late']);",
        },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'new values',
        schema: {
          before:
            "export const status = pgEnum('status', ['open', 'done']);\n" +
            "export const a = pgTable('a', { kind: text('kind', { enum: ['x', 'y'] }) });",
          after:
            "export const status = pgEnum('status', ['open', 'late', 'done']);\n" +
            "export const a = pgTable('a', { kind: text('kind', { enum: ['y', 'z', 'x'] }) });",
        },
      },
    ],
  },
  schema(visit) {
    if (!visit.before) return;
    for (const each of [...removedFrom(visit.before, visit), ...reordered(visit.before, visit)]) {
      visit.report(each);
    }
  },
});

/** Values that `text({ enum })` had. */
function removedFrom(before: DeclaredModel, now: DeclaredModel): Reported[] {
  const old = new Map(
    before.tables.flatMap((table) =>
      table.columns.map((each) => [`${table.name}.${each.name}`, each.place.values]),
    ),
  );
  return now.tables.flatMap((table) =>
    table.columns.flatMap(({ name, place }): Reported[] => {
      const column = `${table.name}.${name}`;
      const values = (old.get(column) ?? []).filter((each) => !place.values?.includes(each));
      if (place.values === null || values.length === 0) return [];
      const list = values.map((each) => `'${each.replaceAll("'", "''")}'`).join(', ');
      const query = `UPDATE ${table.name} SET "${name}" = '…' WHERE "${name}" IN (${list});`;
      return [{ path: place.path, at: place.range, data: { column, values, query } }];
    }),
  );
}

function reordered(before: DeclaredModel, now: DeclaredModel): Reported[] {
  return now.enums.flatMap((each): Reported[] => {
    const { schema, name } = each.name;
    const old = before.enums.find((one) => one.name.schema === schema && one.name.name === name);
    const kept = old?.values.filter((value) => each.values.includes(value)) ?? [];
    const current = each.values.filter((value) => kept.includes(value));
    if (kept.join('\0') === current.join('\0')) return [];
    const { path, range } = each.place;
    return [{ path, at: range, variant: 'order', severity: 'notice', data: { name } }];
  });
}
