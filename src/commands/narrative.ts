import { complain } from './complain.ts';
import { terminalWidth } from './print.ts';
import { UsageError } from './usage-error.ts';
import type { Narrator } from '../narrative/narrate.ts';
import type { Change } from '../review/change.ts';
import type { Review } from '../review/finding.ts';

/**
 * The model that the environment names.
 *
 * @throws UsageError where it names none, or not rightly
 */
export async function openNarrator(): Promise<Narrator> {
  const { narratorFromEnvironment, NarrativeSettingError } =
    await import('../narrative/from-environment.ts');
  try {
    const narrator = narratorFromEnvironment(process.env, {
      onRemoved: (removed) =>
        complain(`left out of the narrative, since it could not be verified: ${removed.length}`),
    });
    if (narrator) return narrator;
  } catch (error) {
    if (error instanceof NarrativeSettingError) throw new UsageError(error.message);
    throw error;
  }
  throw new UsageError(
    '--narrative needs a model: set NARRATIVE_MODEL, NARRATIVE_BASE_URL and NARRATIVE_API_KEY',
  );
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
