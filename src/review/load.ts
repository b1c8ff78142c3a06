import type { ParsedSql } from '../sql/statement.ts';
import { triggersOf } from '../sql/tree.ts';
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

/**
 * Starts to load the checks of statements that look at what it is given, so that they are there when
 * the last text is parsed.
 */
export function statementPreloader(
  checks: readonly CheckEntry[],
  settings: Settings,
): (parsed: ParsedSql) => void {
  const known = new Set<string>();
  return ({ statements }) => {
    const fresh = new Set(statements.flatMap(triggersOf).filter((each) => !known.has(each)));
    if (fresh.size === 0) return;
    for (const trigger of fresh) known.add(trigger);
    // Whoever runs the checks loads them too, and hears of what fails.
    loadChecks(checks, 'statements', settings, fresh).catch(() => {});
  };
}

/** Loads one check by its id; null when the registry does not hold it. */
export async function loadOne(checks: readonly CheckEntry[], id: string): Promise<Check | null> {
  return (await checks.find((entry) => entry.id === id)?.load()) ?? null;
}
