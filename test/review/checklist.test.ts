import { expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { checkedLines, checklistOf } from '../../src/review/checklist.ts';
import { defaultSettings } from '../../src/review/settings.ts';
import { dropColumn, index, reviewOf } from '../report/reviews.ts';

const byQuestion = (...args: Parameters<typeof checklistOf>) =>
  new Map(checklistOf(...args).map(({ question, ...line }) => [question, line]));

test('each line names checks, or categories, that exist', () => {
  const known = new Set(registry.flatMap(({ id, category }) => [id, category] as string[]));
  expect(checkedLines.flatMap(({ checks }) => checks).filter((each) => !known.has(each))).toEqual(
    [],
  );
});

test('what was found, verified, absent and unchecked', () => {
  const review = reviewOf([dropColumn, index], {
    changes: [{ kind: 'added', object: 'table', name: 'posts', detail: '' }],
  });
  const lines = byQuestion(review, registry, defaultSettings);
  expect(lines.get('The version of the code that still runs goes on')).toEqual({
    area: 'Migrations',
    state: 'found',
    evidence: '1 finding: drop-column',
  });
  expect(lines.get('Foreign keys are indexed, and no index is there twice')).toMatchObject({
    state: 'verified',
    evidence: 'fk-missing-index, index-name-lies, redundant-index',
  });
  expect(lines.get('Fixed sets are enums, and their values stay')).toMatchObject({
    state: 'verified',
    evidence: 'rename-or-remove-enum-value; off: enum-without-constraint',
  });
  expect(lines.get('There is a way back')).toMatchObject({
    state: 'unchecked',
    evidence: 'the change was not run',
  });
  const removed = reviewOf([], {
    changes: [{ kind: 'removed', object: 'index', name: 'i', detail: '' }],
  });
  const quiet = byQuestion(removed, registry, defaultSettings);
  expect(quiet.get('Foreign keys are indexed, and no index is there twice')).toMatchObject({
    state: 'absent',
  });
});

test('checks that are off, or could not see, verify nothing', () => {
  const off = { ...defaultSettings, checks: { query: { severity: 'off' } } } as const;
  const question = 'Changed queries are bounded, written in one go, and name their rows';
  expect(byQuestion(reviewOf([]), registry, off).get(question)).toMatchObject({
    state: 'unchecked',
    evidence: 'its checks are off in this preset',
  });
  const blind = registry
    .filter(({ category }) => category === 'lock')
    .map(({ id }) => ({ check: id, because: 'it could not be read' }));
  const skipped = byQuestion(reviewOf([], { skipped: blind }), registry, defaultSettings);
  expect(skipped.get('Nothing is blocked for long')).toMatchObject({
    state: 'unchecked',
    evidence: 'it could not be read',
  });
});
