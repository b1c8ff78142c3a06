import type { CheckRun } from '../../test/github/state.ts';

/** How GitHub shows a conclusion, and whether a required check lets the merge through. */
export interface Shown {
  readonly tone: 'good' | 'bad' | 'waits';
  readonly sign: string;
  readonly heading: string;
  readonly count: string;
  readonly merge: string;
}

const ways = {
  success: {
    tone: 'good',
    sign: '✓',
    heading: 'All checks have passed',
    count: '1 successful check',
  },
  action_required: {
    tone: 'waits',
    sign: '!',
    heading: 'Some checks were not successful',
    count: '1 action required check',
  },
  failure: {
    tone: 'bad',
    sign: '✗',
    heading: 'All checks have failed',
    count: '1 failing check',
  },
} as const;

export function shownConclusion({ conclusion }: CheckRun): Shown {
  const way = ways[conclusion as keyof typeof ways] ?? ways.failure;
  return {
    ...way,
    merge:
      way.tone === 'good'
        ? 'This branch has no conflicts with the base branch'
        : 'Merging is blocked: a required check must pass',
  };
}
