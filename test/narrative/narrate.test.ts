import { expect, test } from '@jest/globals';
import { createMemoryLedger } from '../../src/narrative/budget.ts';
import { narrate } from '../../src/narrative/narrate.ts';
import type { NarrativeOutcome } from '../../src/review/narrative.ts';
import { dropColumn, index, path, reviewOf, source } from '../report/reviews.ts';
import { answerOf, claim, endpoint, narratorOf, never, useEndpoint } from './endpoint.ts';

useEndpoint();

const review = reviewOf([index, dropColumn], { verdict: 'accept' });
const parts = [{ kind: 'migration', path, text: source }] as const;
const occasion = { installation: 7, principles: ['Integrity first.'] };

async function omitted(outcome: Promise<NarrativeOutcome>): Promise<string | null> {
  const { narrative, omitted: because } = await outcome;
  expect(narrative).toBeNull();
  return because;
}

test('a grounded answer comes through, with its places, the gravest risk first', async () => {
  const asked = endpoint(
    answerOf({
      risks: [
        claim('Writes to `orders` wait while the index is built.', 'F2', 'S2'),
        claim('The running version still reads `email`.', 'F1'),
      ],
    }),
  );
  const { narrative } = await narrate(review, parts, narratorOf(), occasion);
  expect(narrative).toMatchObject({
    model: 'architect-1',
    removed: 0,
    risks: [
      { text: 'The running version still reads `email`.' },
      { text: 'Writes to `orders` wait while the index is built.' },
    ],
  });
  expect(narrative?.places).toMatchObject({
    F1: { path, line: 1, check: 'drop-column' },
    S2: { path, line: 2 },
  });
  const [body] = asked.bodies;
  expect(body?.stream).toBeUndefined();
  expect(asked.keys).toEqual(['Bearer sk-test']);
  const [, user] = body!.messages;
  const [, mark] = /^BEGIN (\w+)$/m.exec(user!.content) ?? [];
  expect(user!.content.endsWith(`END ${mark}`)).toBe(true);
  expect(user!.content).toContain('- Integrity first.');
});

test('the same input is asked once', async () => {
  endpoint(answerOf());
  const narrator = narratorOf();
  const first = await narrate(review, parts, narrator, occasion);
  const second = await narrate(review, parts, narrator, { ...occasion, installation: 8 });
  expect(second).toEqual(first);
  expect(await narrator.ledger.spent(7, '2031-05')).toEqual({ tokens: 1_000, dollars: 0 });
  expect(await narrator.ledger.spent(8, '2031-05')).toEqual({ tokens: 0, dollars: 0 });
});

test('nothing is asked where there is nothing to say', async () => {
  expect(await omitted(narrate(reviewOf([]), [], narratorOf(), occasion))).toBeNull();
});

test.each([
  ['no JSON', 'The change is fine.'],
  ['cut off', '{"intent":{"text":"The'],
  ['another form', { intent: 'The change.', risks: [] }],
  ['more than was asked for', { ...answerOf(), verdict: 'pass' }],
  ['empty', ''],
  ['a list', [answerOf()]],
])('an answer that is malformed (%s) is asked for once more', async (_name, malformed) => {
  const asked = endpoint(malformed, answerOf());
  const { narrative } = await narrate(review, parts, narratorOf(), occasion);
  expect(narrative?.intent.text).toContain('`users`');
  expect(asked.bodies[1]?.messages.at(-1)?.content).toContain('was refused');
});

test('two malformed answers are left out', async () => {
  endpoint('no', 'no again');
  expect(await omitted(narrate(review, parts, narratorOf(), occasion))).toBe(
    'the model did not answer in the form that was asked for',
  );
});

test('two answers that cannot be verified are left out', async () => {
  const wrong = answerOf({ intent: claim('The change drops `invoices`.', 'F1') });
  const asked = endpoint(wrong, wrong);
  expect(await omitted(narrate(review, parts, narratorOf(), occasion))).toBe(
    'what the model said could not be verified',
  );
  expect(asked.bodies[1]?.messages.at(-1)?.content).toContain('unknown name invoices');
});

test.each([
  [
    { status: 401, body: { error: { message: 'bad key sk-test' } } },
    'the endpoint of the model refused the key',
  ],
  [
    { status: 404, body: { error: { message: 'no model' } } },
    'the endpoint does not have this model',
  ],
  [
    { status: 400, body: { error: { message: 'only stream=true' } } },
    'the endpoint of the model refused the call (400)',
  ],
])('an endpoint that answers %j is asked once', async (reply, because) => {
  endpoint(reply);
  expect(await omitted(narrate(review, parts, narratorOf(), occasion))).toBe(because);
});

test.each([
  [429, 'the endpoint of the model limits its rate'],
  [503, 'the endpoint of the model failed (503)'],
])('an endpoint that answers %d is asked three times', async (status, because) => {
  const busy = { status, body: { error: { message: 'later' } } };
  endpoint(busy, busy, busy);
  expect(await omitted(narrate(review, parts, narratorOf(), occasion))).toBe(because);
});

test('an endpoint that was busy is asked again', async () => {
  endpoint({ status: 503, body: {} }, { status: 429, body: {} }, answerOf());
  const { narrative } = await narrate(review, parts, narratorOf(), occasion);
  expect(narrative?.model).toBe('architect-1');
});

test('an endpoint that streams all the same, or sends a page, answers as none does', async () => {
  const stream = 'data: {"choices":[{"delta":{"content":"{"}}]}\n\ndata: [DONE]\n\n';
  endpoint({ status: 200, body: stream }, { status: 200, body: '<html>Sign in</html>' });
  expect(await omitted(narrate(review, parts, narratorOf(), occasion))).toBe(
    'the endpoint of the model did not answer as such endpoints do',
  );
});

test('an endpoint that never answers is given up', async () => {
  endpoint(never);
  const narrator = narratorOf({ timeout: 0.2 });
  expect(await omitted(narrate(review, parts, narrator, occasion))).toBe(
    'the model did not answer within 0.2 seconds',
  );
});

test('a budget that is used up asks nothing, until the next month', async () => {
  const ledger = createMemoryLedger();
  await ledger.add(7, '2031-05', { tokens: 999_000, dollars: 0 });
  const narrator = narratorOf({ ledger });
  expect(await omitted(narrate(review, parts, narrator, occasion))).toBe(
    'the budget of this month is used up',
  );
  endpoint(answerOf());
  const later = { ...narrator, now: () => Date.UTC(2031, 5, 1) };
  expect((await narrate(review, parts, later, occasion)).narrative).not.toBeNull();
});

test('money is counted by the prices of input and output', async () => {
  endpoint(answerOf());
  const budget = { tokens: 1_000_000, dollars: 1, price: { input: 10, output: 100 } };
  const narrator = narratorOf({ budget });
  await narrate(review, parts, narrator, occasion);
  const { dollars } = await narrator.ledger.spent(7, '2031-05');
  expect(dollars).toBeCloseTo(0.019);
  const dear = { ...narrator, budget: { ...budget, dollars: 0.02 }, model: 'architect-2' };
  expect(await omitted(narrate(review, parts, dear, occasion))).toBe(
    'the budget of this month is used up',
  );
});
