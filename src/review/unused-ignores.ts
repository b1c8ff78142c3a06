import type { Check, CheckEntry } from './check.ts';
import type { Ignore, Used } from './ignores.ts';
import { canBeIgnored } from './ignores.ts';
import { type Reported, severityOf } from './reports.ts';
import type { Settings } from './settings.ts';

/**
 * Reports ignore comments that do nothing: of a check that does not exist, without a reason, with
 * nothing to ignore, or on an error that nobody may accept.
 */
export function judgeIgnores(
  used: Used,
  reported: readonly Reported[],
  check: Check,
  known: readonly CheckEntry[],
  settings: Settings,
): Reported[] {
  const severity = severityOf(check, check.severity, settings.checks);
  if (severity === 'off') return [];

  return [...used].flatMap(([ignore, silenced]) => {
    const names = ignore.checks.length > 0 ? ignore.checks : [''];
    return names.flatMap((name): Reported[] => {
      const variant = wrongWith(name, ignore, silenced, reported, known, settings);
      if (!variant) return [];
      const data = { check: name || 'no check' };
      const { path, at } = ignore;
      return [
        {
          check,
          path,
          at,
          within: at,
          report: { variant, data },
          identity: [variant, data, ignore.reason],
          severity,
          ignored: null,
        },
      ];
    });
  });
}

function wrongWith(
  name: string,
  ignore: Ignore,
  silenced: ReadonlySet<string>,
  reported: readonly Reported[],
  known: readonly CheckEntry[],
  settings: Settings,
): string | null {
  const entry = known.find(({ id }) => id === name);
  if (!entry) return 'unknown';
  if (ignore.reason === '') return 'reasonless';
  if (severityOf(entry, 'error', settings.checks) === 'off') return null;
  if (!silenced.has(name)) return 'unused';
  const refused = reported.some(
    (each) => each.check.id === name && each.path === ignore.path && !canBeIgnored(each),
  );
  return refused ? 'refused' : null;
}
