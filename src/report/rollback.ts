import type { Review } from '../review/finding.ts';
import { clamp, longestText } from './clamp.ts';
import { rollbackView } from './rollback-view.ts';
import { cutNotice, renderMarkdown } from './views.ts';

/** Whether a way back was proven, and it, as Markdown. */
export function renderRollback(review: Review): { readonly works: boolean; readonly text: string } {
  const rollback = rollbackView(review);
  const view = { rollback, untried: rollback === null, replayed: review.replay !== null };
  return {
    works: review.replay?.rollback?.works === true && rollback !== null,
    text: clamp(renderMarkdown('rollback-reply', view).trim(), longestText, cutNotice()),
  };
}
