import { publishSummary } from '../github/summary-review.ts';
import { narrate, type Narrator } from '../narrative/narrate.ts';
import { partsOf } from '../narrative/parts.ts';
import { isOurs } from '../report/comment.ts';
import { renderNarrative, withNarrative } from '../report/narrative.ts';
import type { Examined } from './examine.ts';
import type { Underway } from './underway.ts';

/**
 * Lets the model put a review into words that was published already, and edits its summary. Where no
 * summary stands, or one of another head, nothing is done. It does not reject: no result depends on it.
 */
export async function addNarrative(
  { job, installation, settings, log }: Underway,
  { review, change, context }: Examined,
  narrator: Narrator,
): Promise<void> {
  const { enabled, forks, principles } = settings.narrative;
  if (!('pull' in job.subject) || !enabled || !settings.comment) return;
  if (change.isFork && !forks) return;
  const { owner, repo, head, subject } = job;
  try {
    const occasion = { installation: job.installation, principles };
    const outcome = await narrate(review, await partsOf(change), narrator, occasion);
    if (!outcome.narrative && outcome.omitted === null) return;
    const block = renderNarrative(outcome, context);
    const target = { owner, repo, head, number: subject.pull };
    const summary = await publishSummary(installation, target, {
      isSummary: isOurs,
      create: false,
      render: (body) => (body === undefined ? null : withNarrative(body, block, head)),
    });
    const { narrative, omitted } = outcome;
    log.info({ narrative: summary, omitted, removed: narrative?.removed }, 'Narrative');
  } catch (err) {
    log.warn({ err }, 'The narrative could not be added');
  }
}
