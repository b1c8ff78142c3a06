import { createHash, randomBytes } from 'node:crypto';
import type { Review } from '../review/finding.ts';
import type { NarrativeOutcome, NarrativePlace } from '../review/narrative.ts';
import { type Answer, answerSchema } from './answer.ts';
import { type Brief, briefOf, openFindings, type Part, tokensOf } from './brief.ts';
import { type Budget, costOf, fits, type Ledger, monthOf } from './budget.ts';
import { ground, type Removal } from './ground.ts';
import type { Ask, Message, ModelSettings, Reply } from './model.ts';
import { complaintOf, instructions, promptOf } from './prompt.ts';

/** What narrating needs beside the review. */
export interface Narrator {
  readonly ask: Ask;
  readonly model: string;
  readonly settings: Pick<ModelSettings, 'maxOutputTokens'>;
  /** The most tokens of input. */
  readonly inputTokens: number;
  readonly budget: Budget;
  readonly ledger: Ledger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Is told what was taken out of an answer, and why. */
  readonly onRemoved?: (removed: readonly Removal[]) => void;
}

/** Whose budget it is, and what the team wants of designs. */
export interface Occasion {
  readonly installation: number;
  readonly principles: readonly string[];
}

/** A first answer, and a second one where the first did not hold. */
const attempts = 2;

/**
 * Lets a model put a review into words, once for the same input. What it says is checked; see `ground`.
 * It does not reject, and costs nothing where the review has nothing to say.
 */
export async function narrate(
  review: Review,
  parts: readonly Part[],
  narrator: Narrator,
  { installation, principles }: Occasion,
): Promise<NarrativeOutcome> {
  if (review.changes.length === 0 && openFindings(review).length === 0) {
    return { narrative: null, omitted: null };
  }
  const { model, ledger } = narrator;
  const brief = briefOf(review, parts, narrator.inputTokens - tokensOf(instructions));
  const key = keyOf(model, brief, principles);
  const kept = await ledger.recall(key);
  if (kept !== null) return outcomeOf(answerSchema.parse(JSON.parse(kept)), brief, model, 0);

  const messages: Message[] = [
    { role: 'user', content: promptOf(brief, randomBytes(9).toString('hex'), principles) },
  ];
  let omitted = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const reply = await askWithin(narrator, installation, messages);
    if (reply.value === null) {
      omitted = reply.because;
      if (!reply.isMalformed) break;
      messages.push({ role: 'user', content: complaintOf([reply.because]) });
      continue;
    }
    const { answer, removed } = ground(reply.value, brief, instructions);
    if (removed.length > 0) narrator.onRemoved?.(removed);
    if (answer) {
      await ledger.keep(key, JSON.stringify(answer));
      return outcomeOf(answer, brief, model, removed.length);
    }
    omitted = 'what the model said could not be verified';
    messages.push(
      { role: 'assistant', content: JSON.stringify(reply.value) },
      { role: 'user', content: complaintOf(removed.map(({ because }) => because)) },
    );
  }
  return { narrative: null, omitted };
}

/** Asks where the budget allows the most that the call can cost; books what it did cost. */
async function askWithin(
  { ask, model, settings, budget, ledger, now }: Narrator,
  installation: number,
  messages: readonly Message[],
): Promise<Reply<Answer>> {
  const month = monthOf(now());
  const input = tokensOf(instructions + messages.map(({ content }) => content).join('\n'));
  const most = costOf({ input, output: settings.maxOutputTokens }, budget);
  if (!fits(await ledger.spent(installation, month), most, budget)) {
    const because = 'the budget of this month is used up';
    return { value: null, usage: { input: 0, output: 0 }, because, isMalformed: false };
  }
  // Booked before, so that two reviews at once do not both take what is left.
  await ledger.add(installation, month, most);
  const reply = await ask({ model, instructions, messages, schema: answerSchema });
  const cost = costOf(reply.usage, budget);
  await ledger.add(installation, month, {
    tokens: cost.tokens - most.tokens,
    dollars: cost.dollars - most.dollars,
  });
  return reply;
}

function outcomeOf(
  answer: Answer,
  { lines }: Brief,
  model: string,
  removed: number,
): NarrativeOutcome {
  const places = Object.fromEntries(
    lines.flatMap(({ id, place }): [string, NarrativePlace][] => (place ? [[id, place]] : [])),
  );
  return { narrative: { ...answer, model, removed, places }, omitted: null };
}

function keyOf(model: string, { facts, lines }: Brief, principles: readonly string[]): string {
  const input = JSON.stringify([model, instructions, principles, facts, lines]);
  return createHash('sha256').update(input).digest('hex');
}
