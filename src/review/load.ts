import type { Check, CheckEntry } from './check.ts';
import type { Settings } from './settings.ts';
import { isOn } from './weigh.ts';

/**
 * Loads the checks of one kind that can apply: not switched off and, for checks of statements,
 * looking at a kind of statement that occurs. What cannot apply costs nothing.
 */
export async function loadChecks<Needs extends Check['needs']>(
  checks: readonly CheckEntry[],
  needs: Needs,
  settings: Settings,
  triggers?: ReadonlySet<string>,
): Promise<Extract<Check, { needs: Needs }>[]> {
  const wanted = checks.filter(
    (entry) =>
      entry.needs === needs &&
      isOn(entry, settings) &&
      (!triggers || entry.on.some((kind) => triggers.has(kind))),
  );
  const loaded = await Promise.all(wanted.map((entry) => entry.load()));
  return loaded as Extract<Check, { needs: Needs }>[];
}

/** Loads one check by its id; null when the registry does not hold it. */
export async function loadOne(checks: readonly CheckEntry[], id: string): Promise<Check | null> {
  return (await checks.find((entry) => entry.id === id)?.load()) ?? null;
}
