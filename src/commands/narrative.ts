import { registry } from '../../checks/index.ts';
import { complain } from './complain.ts';
import { terminalWidth } from './print.ts';
import { UsageError } from './usage-error.ts';
import type { Narrator } from '../narrative/narrate.ts';
import type { Change } from '../review/change.ts';
import type { Review } from '../review/finding.ts';
import type { Settings } from '../review/settings.ts';

/**
 * The model that the environment names; null where it names none.
 *
 * @throws UsageError where it names one, but not rightly
 */
export async function openNarrator(): Promise<Narrator | null> {
  const { narratorFromEnvironment, NarrativeSettingError } =
    await import('../narrative/from-environment.ts');
  try {
    return narratorFromEnvironment(process.env, {
      onRemoved: (removed) =>
        complain(`left out of the narrative, since it could not be verified: ${removed.length}`),
    });
  } catch (error) {
    if (error instanceof NarrativeSettingError) throw new UsageError(error.message);
    throw error;
  }
}

/** Prints what a review has verified, line by line, and in one sentence what the change does. */
export async function printChecklist(review: Review, settings: Settings): Promise<void> {
  const [{ checklistOf }, { intentOf, renderChecklistText }] = await Promise.all([
    import('../review/checklist.ts'),
    import('../report/checklist.ts'),
  ]);
  const intent = intentOf(review.changes);
  const lines = checklistOf(review, registry, settings);
  process.stdout.write(`\n${intent === '' ? '' : `${intent}\n\n`}${renderChecklistText(lines)}`);
}

/** Prints what the model makes of a review, after the review. */
export async function printNarrative(
  change: Change,
  review: Review,
  narrator: Narrator,
  principles: readonly string[],
): Promise<void> {
  const [{ narrate }, { partsOf }, { renderNarrativeText }] = await Promise.all([
    import('../narrative/narrate.ts'),
    import('../narrative/parts.ts'),
    import('../report/narrative-text.ts'),
  ]);
  const occasion = { installation: 0, principles };
  const outcome = await narrate(review, await partsOf(change), narrator, occasion);
  const text = renderNarrativeText(outcome, terminalWidth());
  if (text !== '') process.stdout.write(`\n${text}`);
}
