import type { Review } from '../review/finding.ts';
import { stops } from '../review/verdict.ts';
import { type Annotation, annotationsOf } from './annotations.ts';
import { checklistView } from './checklist.ts';
import { clamp, longestText } from './clamp.ts';
import type { Context } from './context.ts';
import { isUntouched, openFindings, plural } from './findings.ts';
import { withFindings } from './full-findings.ts';
import { headline } from './headline.ts';
import { cutNotice, renderMarkdown, reviewView } from './views.ts';

/** A completed check run, within GitHub's limits; annotations are in the order to be shown. */
export interface CheckRunOutput {
  readonly conclusion: 'success' | 'failure' | 'action_required' | 'timed_out';
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly annotations: readonly Annotation[];
}

/** What the check run says of a review that came to its end. */
export function renderCheckRun(review: Review, context: Context): CheckRunOutput {
  const open = openFindings(review, context.settings.ignores);
  const annotations = annotationsOf(open);
  const bare = open.length - annotations.length;
  const view = {
    ...reviewView(review, open, context, false),
    unannotated: bare > 0 && plural(bare, 'finding'),
    checklist: context.checklist && checklistView(context.checklist),
  };
  const summary = renderMarkdown('check-run-summary', view).trim();
  return {
    conclusion: conclusionOf(review, context),
    title: headline(review, context),
    summary: clamp(summary, longestText, cutNotice()),
    ...(!isUntouched(review) && {
      text: withFindings('check-run-text', view, open, context, longestText),
    }),
    annotations,
  };
}

function conclusionOf(
  { verdict, replay }: Review,
  { settings }: Context,
): CheckRunOutput['conclusion'] {
  const isFinal = verdict === 'fail' || settings.failOn === 'never';
  if (replay?.status === 'timed-out' && !isFinal) return 'timed_out';
  if (!stops(verdict, settings.failOn)) return 'success';
  return verdict === 'accept' ? 'action_required' : 'failure';
}
