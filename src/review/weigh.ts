import type { Check, CheckEntry } from './check.ts';
import { type OptionValue, optionsOf } from './options.ts';
import type { CheckSettings, Settings, Severity } from './settings.ts';

type Named = Pick<Check, 'id' | 'category'>;

/** What is said of checks: by the team, and by the preset that it starts from. */
export type Layers = Pick<Settings, 'checks' | 'preset'>;

/** All that is said of one check, in the order in which it counts. */
function layersOf(
  { id, category }: Named,
  { checks, preset }: Layers,
): (CheckSettings | undefined)[] {
  return [checks[id], checks[category], preset[id], preset[category]];
}

/**
 * The severity of what a check reports: what is said first of the check, of its category, by the
 * preset. Where that is only that it is `on`, the next one that gives a severity counts, else `own`.
 */
export function severityOf(check: Named, own: Severity, layers: Layers): Severity | 'off' {
  const said = layersOf(check, layers).flatMap((each) => each?.severity ?? []);
  if (said[0] === 'off') return 'off';
  return said.find((each) => each !== 'on' && each !== 'off') ?? own;
}

/** Whether the configuration leaves a check in. */
export function isOn(check: Named, layers: Layers): boolean {
  return severityOf(check, 'error', layers) !== 'off';
}

/** The options that a check is run with. */
export function optionsFor(
  check: Named & Pick<CheckEntry, 'options'>,
  layers: Layers,
): Readonly<Record<string, OptionValue>> {
  return optionsOf(check.options ?? {}, layersOf(check, layers));
}
