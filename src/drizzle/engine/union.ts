type Fields = Record<string, unknown>;

const shared = ['enums', 'schemas', 'sequences', 'roles', 'policies', 'views', 'tables'] as const;

/**
 * A snapshot with all that `to` has and what only `from` has. On the way from `from` to it nothing
 * is removed, and on the way from it to `to` nothing is added, so that drizzle-kit has nothing to
 * ask about renames.
 */
export function unionOf(from: object, to: object): Fields {
  const union: Fields = { ...to };
  for (const field of shared) union[field] = merge(fieldOf(from, field), fieldOf(to, field));
  const tables = union.tables as Record<string, Fields>;
  const before = fieldOf(from, 'tables');
  for (const [key, table] of Object.entries(tables)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === undefined || old === table) continue;
    tables[key] = {
      ...table,
      columns: merge(fieldOf(old, 'columns'), fieldOf(table, 'columns')),
      policies: merge(fieldOf(old, 'policies'), fieldOf(table, 'policies')),
    };
  }
  return union;
}

function merge(from: Fields, to: Fields): Fields {
  const missing = Object.entries(from).filter(([key]) => !Object.hasOwn(to, key));
  return Object.fromEntries([...Object.entries(to), ...missing]);
}

function fieldOf(holder: unknown, name: string): Fields {
  const value = (Object(holder) as Fields)[name];
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
