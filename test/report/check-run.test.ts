import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderCheckRun } from '../../src/report/check-run.ts';
import type { Review, Verdict } from '../../src/review/finding.ts';
import { alive, hostileReview, isClosed, withoutCode } from './hostile.ts';
import { addColumn, context, dropColumn, index, reviewOf, reviews } from './reviews.ts';

const byVerdict: Readonly<Record<Verdict, Review>> = {
  pass: reviewOf([]),
  warn: reviewOf([index], { verdict: 'warn' }),
  accept: reviewOf([dropColumn], { verdict: 'accept' }),
  fail: reviewOf([addColumn], { verdict: 'fail' }),
};

test.each([
  ['pass', 'error', 'success'],
  ['warn', 'error', 'success'],
  ['accept', 'error', 'action_required'],
  ['fail', 'error', 'failure'],
  ['pass', 'warning', 'success'],
  ['warn', 'warning', 'failure'],
  ['accept', 'warning', 'action_required'],
  ['fail', 'never', 'success'],
] as const)('%s with failOn %s concludes as %s', (verdict, failOn, conclusion) => {
  const settings = { ...context.settings, failOn };
  const output = renderCheckRun(byVerdict[verdict], { ...context, settings });
  expect(output.conclusion).toBe(conclusion);
});

test.each([
  [[dropColumn], 'drop-column: users.email'],
  [[dropColumn, index], 'drop-column: users.email'],
  [[dropColumn, dropColumn, addColumn], 'add-required-column: 商品.数量, and 2 more errors'],
  [[index, index], 'index-not-concurrent: orders_user_id_idx, and 1 more warning'],
  [[{ ...index, severity: 'notice' as const }], '1 migration checked, 1 notice'],
  [[{ ...dropColumn, message: 'No name.' }], 'drop-column: 0042_gray_hulk.sql:1'],
  [[{ ...dropColumn, message: `Drops \`${'x'.repeat(63)}\`.` }], `drop-column: ${'x'.repeat(46)}…`],
])('the title says what decides (%#)', (findings, title) => {
  expect(renderCheckRun(reviewOf(findings, { verdict: 'fail' }), context).title).toBe(title);
});

test.each([
  [[index], 'error', '1 warning: index-not-concurrent: orders_user_id_idx'],
  [[index, index], 'error', '2 warnings, first index-not-concurrent: orders_user_id_idx'],
  [[dropColumn, index], 'never', '1 error, 1 warning, first drop-column: users.email'],
  [
    [{ ...index, message: `Builds \`${'x'.repeat(63)}\`.` }],
    'error',
    `1 warning: index-not-concurrent: ${'x'.repeat(26)}…`,
  ],
] as const)('a title beside a green tick says what passed (%#)', (findings, failOn, title) => {
  const settings = { ...context.settings, failOn };
  const verdict = findings.length > 1 && failOn === 'never' ? 'accept' : 'warn';
  const review = reviewOf(findings, { verdict });
  expect(renderCheckRun(review, { ...context, settings })).toMatchObject({
    conclusion: 'success',
    title,
  });
});

test.each([
  [dropColumn, 'accept', /^\/db-review accept drop-column because <the reason>$/m],
  [dropColumn, 'trust', /<the reason>` before the statement, which this repository trusts\.$/m],
  [{ ...dropColumn, ignored: { reason: 'unused' } }, 'accept', /^Its ignore comment asks that/m],
] as const)('what needs a decision says how to decide (%#)', (finding, ignores, words) => {
  const settings = { ...context.settings, ignores };
  const review = reviewOf([finding], { verdict: 'accept' });
  const { summary } = renderCheckRun(review, { ...context, settings });
  expect(summary).toMatch(words);
  expect(summary.match(/^To take/gm)).toHaveLength(1);
});

test('a change without database files says so, and no more', () => {
  const output = renderCheckRun(reviews['untouched']!, context);
  expect(output).toMatchObject({ conclusion: 'success', title: 'No database changes' });
  expect(output.text).toBeUndefined();
});

test('checks that did not run are in the title of a review without findings', () => {
  const skipped = [{ check: 'drop-table', because: 'the schema is not known' }];
  const { title } = renderCheckRun(reviewOf([], { skipped }), context);
  expect(title).toBe('1 migration checked, 1 check skipped');
});

test('at most 200 annotations, errors first, and the rest is counted', () => {
  const findings = Array.from({ length: 250 }, (_, number) => (number % 2 ? dropColumn : index));
  const output = renderCheckRun(reviewOf(findings, { verdict: 'accept' }), context);
  const levels = output.annotations.map((each) => each.annotation_level);
  expect(levels).toHaveLength(200);
  expect(levels.lastIndexOf('failure')).toBe(124);
  expect(levels.indexOf('warning')).toBe(125);
  expect(output.summary).toContain('Without an annotation: 50 findings.');
  expect(output.summary).toContain('230 findings follow below.');
});

test('an annotation of several lines has no columns', () => {
  const output = renderCheckRun(reviewOf([dropColumn, { ...index, endLine: 4 }]), context);
  expect(output.annotations[0]).toMatchObject({ start_column: 1, end_column: 39 });
  expect(output.annotations[1]).not.toHaveProperty('start_column');
  expect(output.annotations[1]).not.toHaveProperty('end_column');
});

test('ignored and accepted findings have no annotation', () => {
  const { annotations } = renderCheckRun(reviews['ignored']!, context);
  expect(annotations.map(({ title }) => title)).toEqual([
    'Dropping a column that the released schema declares (drop-column)',
  ]);
});

test('an ignore comment on an error counts when the configuration trusts it', () => {
  const review = reviewOf([{ ...dropColumn, ignored: { reason: 'unused' } }]);
  const settings = { ...context.settings, ignores: 'trust' as const };
  expect(renderCheckRun(review, { ...context, settings }).annotations).toEqual([]);
});

test('every text stays within the limits of GitHub and brings nothing to life', () => {
  const large = hostileReview.map((review) => ({
    ...review,
    findings: review.findings.flatMap((finding) =>
      Array.from({ length: 60 }, () => ({ ...finding, why: finding.why.repeat(40) })),
    ),
  }));
  const check = (review: Review) => {
    const { title, summary, text = '', annotations } = renderCheckRun(review, context);
    expect(title.length).toBeLessThanOrEqual(60);
    for (const markdown of [summary, text]) {
      expect(markdown.length).toBeLessThanOrEqual(60_000);
      expect(markdown.isWellFormed()).toBe(true);
      expect(isClosed(markdown)).toBe(true);
      expect(withoutCode(markdown)).not.toMatch(alive);
    }
    for (const each of annotations) {
      expect(each.title.length).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(each.message)).toBeLessThanOrEqual(64_000);
      expect(Buffer.byteLength(each.raw_details)).toBeLessThanOrEqual(64_000);
    }
  };
  fc.assert(fc.property(hostileReview, check), { numRuns: 200 });
  fc.assert(fc.property(large, check), { numRuns: 5 });
});

test('projects of other databases are named', () => {
  const leftAlone = [{ folder: 'packages/`local`/drizzle', dialect: 'sqlite' }];
  const { text, title } = renderCheckRun(reviewOf([], { leftAlone }), context);
  expect(text).toContain("Left alone: ``packages/`local`/drizzle``, which is SQLite's.");
  expect(title).not.toContain('skipped');
});

test('the checklist stands in the text, and names in it bring nothing to life', () => {
  const checklist = [
    { area: 'Schema', question: 'Keys', state: 'verified', evidence: 'a-check | @acme' },
    { area: 'Schema', question: 'Rows', state: 'unchecked', evidence: '<img>' },
  ] as const;
  const { text } = renderCheckRun(reviewOf([]), { ...context, checklist });
  expect(text).toContain('<summary>Checklist: 1 line verified, 1 not looked at</summary>');
  expect(text).not.toMatch(/@acme|<img|\| @/);
});
