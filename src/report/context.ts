import type { ChecklistLine } from '../review/checklist.ts';
import type { Settings } from '../review/settings.ts';

/** Where a review is shown on GitHub. */
export interface Context {
  readonly repository: { readonly owner: string; readonly name: string };
  /** Number of the pull request; null for a merge group. */
  readonly pull: number | null;
  /** Full commit hashes: the tip of the base branch, and the commit that was reviewed. */
  readonly base: string;
  readonly head: string;
  /** Address of GitHub's pages without a slash at the end: `https://github.com`. */
  readonly url: string;
  /** What was verified, for the check run; nothing where it is left out. */
  readonly checklist?: readonly ChecklistLine[];
  readonly settings: Pick<Settings, 'failOn' | 'ignores'>;
}
