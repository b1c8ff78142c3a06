import type { Catalog, CatalogObject } from './catalog.ts';

/** An object that two databases do not have alike. */
export interface Difference {
  /** Of the object: `column`, `index`, …; `name` where only the name of a constraint differs. */
  readonly class: string;
  readonly name: string;
  /** Its definition on either side; null where it is missing. */
  readonly first: string | null;
  readonly second: string | null;
}

/**
 * The objects that differ, each once: what stands in a table that is missing goes with the table. A
 * constraint that only has another name, as a primary key keeps after its table was renamed, is of a
 * class of its own.
 */
export function compareCatalogs(first: Catalog, second: Catalog): Difference[] {
  const keys = new Set([...first.keys(), ...second.keys()]);
  const differing = [...keys].flatMap((key): Difference[] => {
    const [one, other] = [first.get(key), second.get(key)];
    if (one?.definition === other?.definition) return [];
    const { class: kind, name } = (one ?? other)!;
    return [
      { class: kind, name, first: one?.definition ?? null, second: other?.definition ?? null },
    ];
  });
  const missing = new Set(
    differing
      .filter((each) => isRelation(each) && (each.first === null || each.second === null))
      .map(({ name }) => name),
  );
  const outer = differing.filter((each) => isRelation(each) || !missing.has(relationOf(each.name)));
  return pairNames(outer);
}

/** What differs now and did not, or not so, before. */
export function newDifferences(
  now: readonly Difference[],
  before: readonly Difference[],
): Difference[] {
  const known = new Set(before.map((each) => JSON.stringify(each)));
  return now.filter((each) => !known.has(JSON.stringify(each)));
}

function isRelation({ class: kind }: Pick<CatalogObject, 'class'>): boolean {
  return ['table', 'view', 'materialized view', 'partition'].includes(kind);
}

/** The first two parts of a name, which may be quoted: of `public."a.b".c`, `public."a.b"`. */
export function relationOf(name: string): string {
  return /^(?:"(?:[^"]|"")*"|[^".]+)\.(?:"(?:[^"]|"")*"|[^".]+)/.exec(name)?.[0] ?? name;
}

function pairNames(differences: readonly Difference[]): Difference[] {
  const result = [...differences];
  for (const each of differences) {
    if (each.class !== 'constraint' || each.second !== null) continue;
    const twin = result.find(
      (other) =>
        other.class === 'constraint' &&
        other.first === null &&
        other.second === each.first &&
        relationOf(other.name) === relationOf(each.name),
    );
    if (!twin) continue;
    result.splice(result.indexOf(twin), 1);
    const own = result.indexOf(each);
    result[own] = { class: 'name', name: each.name, first: each.name, second: twin.name };
  }
  return result;
}
