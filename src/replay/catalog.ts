import { askCatalog } from './ask-catalog.ts';
import { catalogQueries } from './catalog-queries.ts';
import { type Sandbox, SandboxError } from './engine.ts';

/**
 * What a database consists of: by class and name, the definition as PostgreSQL writes it. A class is
 * `table`, `column`, `constraint`, `index`, `enum`, …; the name is qualified, with the table's first.
 */
export type Catalog = ReadonlyMap<string, CatalogObject>;

export interface CatalogObject {
  readonly class: string;
  readonly name: string;
  readonly definition: string;
}

/** Reads the catalog of what the sandbox has now, its open transaction included. */
export async function readCatalog(sandbox: Sandbox): Promise<Catalog> {
  const sql = catalogQueries
    .map((query) => `SELECT * FROM (${query}) AS q(class, name, definition)`)
    .join('\nUNION ALL\n');
  const { rows, error } = await askCatalog(sandbox, sql);
  if (error) throw new SandboxError('broken', `the catalog cannot be read: ${error.message}`);
  return catalogOf(
    rows.map(([kind, name, definition]) => [kind ?? '', name ?? '', definition ?? '']),
  );
}

/** A catalog as rows of class, name and definition, for caches. */
export function rowsOf(catalog: Catalog): [string, string, string][] {
  return [...catalog.values()].map((each) => [each.class, each.name, each.definition]);
}

export function catalogOf(rows: readonly (readonly [string, string, string])[]): Catalog {
  return new Map(
    rows.map(([kind, name, definition]) => [`${kind} ${name}`, { class: kind, name, definition }]),
  );
}
