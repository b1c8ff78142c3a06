import type { Check, CheckEntry } from './check.ts';
import type { Used } from './ignores.ts';
import type { Reported } from './reports.ts';
import type { Settings } from './settings.ts';
import { isOn, severityOf } from './weigh.ts';

/**
 * Reports ignore comments that do nothing: of a check that does not exist, without a reason, with
 * nothing to ignore, or on an error that nobody may accept. Of a check that is `limited`, since
 * it could not see everything, nobody knows whether there is nothing to ignore.
 */
export function judgeIgnores(
  used: Used,
  check: Check,
  known: readonly CheckEntry[],
  limited: ReadonlySet<string>,
  settings: Settings,
): Reported[] {
  const severity = severityOf(check, check.severity, settings);
  if (severity === 'off') return [];
  const entries = new Map(known.map((entry) => [entry.id, entry]));

  return [...used].flatMap(([ignore, effects]) => {
    const names = ignore.checks.length > 0 ? ignore.checks : [''];
    return names.flatMap((name): Reported[] => {
      const variant = wrongWith(name);
      if (!variant) return [];
      const data = { check: name || 'no check' };
      const { path, at } = ignore;
      // A misspelt name or a missing reason is not put right by removing it.
      const isUseless = variant === 'unused' && names.length === 1;
      const report = { variant, data, ...(isUseless && { fix: { at, text: '' } }) };
      const identity = [variant, data, ignore.reason];
      return [
        {
          check,
          path,
          at,
          within: [at],
          report,
          identity,
          severity,
          unsure: null,
          size: null,
          ignored: null,
          accepted: null,
        },
      ];
    });

    function wrongWith(name: string): string | null {
      const entry = entries.get(name);
      if (!entry) return 'unknown';
      if (ignore.reason === '') return 'reasonless';
      if (!isOn(entry, settings)) return null;
      const effect = effects.get(name) ?? 'unused';
      if (effect === 'unused' && limited.has(name)) return null;
      return effect === 'silenced' ? null : effect;
    }
  });
}
