import { render } from '../report/templates.ts';
import { escapeMarkdown } from '../report/escape.ts';
import type { CheckRunOutput } from '../github/check-run.ts';

/** What a check run says while there is no review: before it, or in its place. */
type State = Omit<CheckRunOutput, 'text'>;

export const inProgress: State = {
  title: 'Reviewing',
  summary: 'Reading the migrations at this commit.',
  annotations: [],
};

/** The branch that it goes to has other migrations than when it was judged. */
export const judgedAgain: State = {
  title: 'The base branch has moved: judging again',
  summary: 'Migrations of the base branch have changed since this commit was reviewed.',
  annotations: [],
};

/** The review was ended early; `title` says why. */
export function cancelled(title: string): State {
  return { title, summary: render('cancelled', { title }, escapeMarkdown), annotations: [] };
}

/** The review could not be finished; `reference` finds the cause in the log, `cause` may be told. */
export function unfinished(reference: string, cause: string): State {
  const title = `Review did not finish (ref ${reference})`;
  return {
    title,
    summary: render('unfinished', { reference, cause }, escapeMarkdown),
    annotations: [],
  };
}
