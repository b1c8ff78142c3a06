import { renderCheckRun } from '../report/check-run.ts';
import { renderComment } from '../report/comment.ts';
import type { Context } from '../report/context.ts';
import { openFindings } from '../report/findings.ts';
import { type Suggestion, suggestionsOf } from '../report/suggestions.ts';
import { type Acceptance, withAcceptances } from '../review/acceptances.ts';
import { checklistOf } from '../review/checklist.ts';
import type { Finding, Review } from '../review/finding.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { review } from '../review/review.ts';
import type { Settings } from '../review/settings.ts';
import type { GitHubChange } from '../source/github.ts';
import { withConfiguration, type CheckRunResult } from './configuration-notes.ts';
import type { Job } from './job.ts';
import type { ReadSettings } from './read-settings.ts';

/** A review, and what to publish of it. */
export interface Examined {
  readonly review: Review;
  readonly change: GitHubChange;
  readonly context: Context;
  readonly isDraft: boolean;
  readonly checkRun: CheckRunResult;
  /** The summary, given the one that stands there; null where there is nothing to say. */
  comment(previous: string | undefined): string | null;
  /** Fixes that can be applied with one click, the gravest findings first. */
  readonly suggestions: readonly Suggestion[];
}

interface Given {
  readonly job: Job;
  /** Address of GitHub's pages, without a slash at its end. */
  readonly url: string;
  readonly ports: Ports;
  readonly acceptances: readonly Acceptance[];
}

/** Reviews a change and puts it into words. Errors of the source pass through. */
export async function examine(
  change: GitHubChange,
  configuration: ReadSettings,
  { job, url, ports, acceptances }: Given,
): Promise<Examined> {
  const { settings, proposed } = configuration;
  const context: Context = {
    repository: { owner: job.owner, name: job.repo },
    pull: 'pull' in job.subject ? job.subject.pull : null,
    base: change.base,
    head: change.head,
    url,
    settings,
  };
  async function titleWith(other: Settings): Promise<string> {
    // A glob can take for ever to match, and these would be a stranger's.
    const reviewed = await review(change, { ...other, paths: settings.paths }, ports);
    const judged = withAcceptances(reviewed, acceptances, other.ignores);
    return renderCheckRun(judged, { ...context, settings: other }).title;
  }

  const { released } = settings;
  const isReleased = released === null || (await change.releaseAt(released));
  const reviewed = withAcceptances(
    await review(change, settings, ports),
    acceptances,
    settings.ignores,
  );
  const checklist = checklistOf(reviewed, ports.checks, settings);
  const proposedTitle = proposed ? await titleWith(proposed) : null;
  return {
    review: reviewed,
    change,
    context,
    isDraft: change.isDraft,
    checkRun: withConfiguration(
      renderCheckRun(reviewed, { ...context, checklist }),
      { ...configuration, unreleased: isReleased ? null : released },
      proposedTitle,
    ),
    comment: (previous) => renderComment(reviewed, context, previous),
    suggestions: await suggestionsIn(change, openFindings(reviewed, settings.ignores)),
  };
}

async function suggestionsIn(
  change: GitHubChange,
  open: readonly Finding[],
): Promise<readonly Suggestion[]> {
  const fixed = open.filter(({ fix }) => fix !== null);
  if (fixed.length === 0) return [];
  const files = await change.read('head', [...new Set(fixed.map(({ path }) => path))]);
  return suggestionsOf(fixed, (path) => files.get(path)?.text ?? null);
}
