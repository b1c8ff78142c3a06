import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOurs, marker, renderComment } from '../../src/report/comment.ts';
import { alive, hostileReview, isClosed, withoutCode } from './hostile.ts';
import { addColumn, context, dropColumn, index, reviewOf, reviews } from './reviews.ts';

const clean = reviewOf([]);
const notice = reviewOf([{ ...index, severity: 'notice' }]);
const error = reviewOf([dropColumn], { verdict: 'accept' });

test('nothing to say is not said', () => {
  expect(renderComment(clean, context)).toBeNull();
  expect(renderComment(notice, context)).toBeNull();
  expect(renderComment(reviewOf([{ ...index, ignored: { reason: 'x' } }]), context)).toBeNull();
});

test('an earlier summary becomes one line when all is well', () => {
  const before = renderComment(error, context)!;
  const after = renderComment(clean, { ...context, head: 'b'.repeat(40) }, before)!;
  const [heading, , line, , last, ...more] = after.split('\n');
  expect(heading).toBe('### Database review: no problems');
  expect(line).toMatch(/^1 migration checked, no problems\. .* Since `a1b2c3d`: 1 gone\.$/);
  expect(last).toMatch(marker);
  expect(more).toEqual([]);
});

test('the next summary says what is new and what is gone', () => {
  const before = renderComment(reviewOf([dropColumn, index], { verdict: 'accept' }), context)!;
  const next = reviewOf([addColumn, index], { verdict: 'fail' });
  expect(renderComment(next, context, before)).toContain('Since `a1b2c3d`: 1 new, 1 gone.');
  expect(renderComment(next, context, 'no marker')).not.toContain('Since');
});

test('the finding that decides comes first, the marker last', () => {
  const body = renderComment(reviewOf([dropColumn, addColumn], { verdict: 'fail' }), context)!;
  const [heading, , verdict] = body.split('\n');
  expect(heading).toBe('### Database review: 2 errors');
  expect(verdict).toMatch(/^\*\*Fails the check:\*\* `add-required-column` at /);
  expect(body.split('\n').at(-1)).toMatch(marker);
  expect(isOurs(body)).toBe(true);
});

test('a place is a permalink to its lines, whatever the name of its file', () => {
  const finding = { ...index, path: 'a (1)/#b?.sql', line: 3, endLine: 7 };
  const body = renderComment(reviewOf([finding], { verdict: 'warn' }), context);
  expect(body).toContain(
    `[\`#b?.sql:3\`](https://github.com/acme/shop/blob/${context.head}/a%20%281%29/%23b%3F.sql#L3-L7)`,
  );
});

test('more than ten findings stand by file, and in full below', () => {
  const body = renderComment(reviews['forty']!, context)!;
  expect(body).toContain('| File | Findings | Checks |');
  expect(body).not.toContain('| | Check | Where | What |');
  expect(body.match(/^#### /gm)).toHaveLength(40);
});

test('two thousand findings fit, and those without room are counted', () => {
  const many = Array.from({ length: 2000 }, (_, line) => ({ ...dropColumn, line: line + 1 }));
  const body = renderComment(reviewOf(many, { verdict: 'accept' }), context)!;
  expect(body.length).toBeLessThanOrEqual(60_000);
  const shown = body.match(/^#### /gm)!.length;
  expect(shown).toBeGreaterThan(20);
  expect(body).toContain(`${2000 - shown} findings more do not fit here`);
  expect(isClosed(body)).toBe(true);
  expect(isOurs(body)).toBe(true);
});

test('nothing from a repository comes to life, forges the marker or breaks the frame', () => {
  fc.assert(
    fc.property(hostileReview, (review) => {
      const body = renderComment(review, context, '')!;
      expect(body.length).toBeLessThanOrEqual(60_000);
      expect(body.isWellFormed()).toBe(true);
      expect(isClosed(body)).toBe(true);
      expect(isOurs(body)).toBe(true);
      expect(withoutCode(body)).not.toMatch(alive);
    }),
    { numRuns: 300 },
  );
});
