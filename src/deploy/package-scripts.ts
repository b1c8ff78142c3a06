import { type Called, invocationsIn } from './invocations.ts';

/** What the scripts of a repository's package.json files call of drizzle-kit, by their names. */
export type PackageScripts = ReadonlyMap<string, readonly Called[]>;

/** How many scripts may call each other in a row. */
const deepest = 5;

/** The scripts of a package.json; none where it cannot be read. */
export function scriptsOf(manifest: string): [name: string, command: string][] {
  try {
    const { scripts } = JSON.parse(manifest) as { readonly scripts?: unknown };
    return Object.entries(Object(scripts) as object).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
  } catch {
    return [];
  }
}

/**
 * Follows scripts that call scripts. Those of one name in several packages are taken together, since a
 * workspace's root calls them by name.
 */
export function packageScripts(manifests: Iterable<string>): PackageScripts {
  const all = [...manifests].flatMap(scriptsOf);
  let known: PackageScripts = new Map();
  for (let round = 0; round < deepest; round++) {
    const next = new Map<string, Called[]>();
    for (const [name, command] of all) {
      const called = invocationsIn(command, known);
      if (called.length > 0) next.set(name, distinct([...(next.get(name) ?? []), ...called]));
    }
    known = next;
  }
  return known;
}

/** Each thing that is done once, with force if one of them is. */
function distinct(called: readonly Called[]): Called[] {
  const all = Map.groupBy(called, ({ does }) => does);
  return [...all].map(([does, each]) => ({
    does,
    isForced: each.some(({ isForced }) => isForced),
  }));
}
