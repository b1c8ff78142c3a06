import { expect, test } from '@jest/globals';
import { withConfiguration } from '../../src/worker/configuration-notes.ts';

const result = {
  conclusion: 'success',
  title: 'ok',
  summary: 'All is well.',
  annotations: [],
} as const;

test('a release that nobody finds is said first', () => {
  const notes = { baseProblems: [], headProblems: [], unreleased: { tag: 'v`*' } };
  const { summary, conclusion } = withConfiguration(result, notes, null);
  expect(summary).toMatch(/^\*\*No tag was found for `` ?v`\*/);
  expect(summary).toContain('the migrations of the default branch count as applied');
  expect(summary).toMatch(/All is well\.$/);
  expect(conclusion).toBe('success');
});
