import type { Answer, Claim } from './answer.ts';
import type { Brief, BriefLine } from './brief.ts';
import { forbiddenIn } from './forbidden.ts';
import { unknownNumber } from './numbers.ts';
import { unknownName } from './vocabulary.ts';

/** A claim that was taken out, and why. */
export interface Removal {
  readonly text: string;
  readonly because: string;
}

export interface Grounded {
  /** What stays; null where too little does. */
  readonly answer: Answer | null;
  readonly removed: readonly Removal[];
}

/** The most of each that is shown. */
const most = { good: 4, risks: 6, deploy: 6, questions: 4 } as const;

/** So many words in a row are no coincidence. */
const repeatedWords = 9;

/**
 * Takes out of an answer all that does not rest on what the model was given: claims without a finding,
 * a statement or an object under them, names and numbers that do not occur there, and whatever must not
 * be shown at all. An answer of which less than half stays, or not the intent, is nothing.
 *
 * @param instructions which must not be repeated
 */
export function ground(answer: Answer, brief: Brief, instructions: string): Grounded {
  const removed: Removal[] = [];
  const lines = new Map(brief.lines.map((line) => [line.id, line]));
  const secret = runsOf(instructions);
  let asked = 0;

  function keep(claim: Claim): Claim[] {
    asked += 1;
    const because = faultOf(claim, brief, lines, secret);
    if (because === null) return [claim];
    removed.push({ text: claim.text, because });
    return [];
  }
  const [intent] = keep(answer.intent);
  const good = answer.good.flatMap(keep).slice(0, most.good);
  const risks = byWeight(answer.risks.flatMap(keep), lines).slice(0, most.risks);
  const deploy = answer.deploy.flatMap(keep).slice(0, most.deploy);
  const questions = answer.questions.flatMap(keep).slice(0, most.questions);
  const designs = brief.isComplex ? designsOf(answer.designs, keep, secret) : null;

  const isEnough = removed.length * 2 <= asked;
  if (!intent || !isEnough) return { answer: null, removed };
  return { answer: { intent, good, risks, deploy, questions, designs }, removed };
}

/** A comparison that lost a part compares nothing. */
function designsOf(
  designs: Answer['designs'],
  keep: (claim: Claim) => Claim[],
  secret: ReadonlySet<string>,
): Answer['designs'] {
  if (!designs) return null;
  const { goal, options, reflection, widerView, weighing, advice } = designs;
  const claims = [goal, reflection, widerView, weighing, advice];
  const all = [...claims, ...options.flatMap(({ idea, gains, costs }) => [idea, gains, costs])];
  const isWhole = all.map((claim) => keep(claim).length).every((kept) => kept === 1);
  const isNamed = options.every(({ name }) => forbiddenIn(name) === null && !repeats(name, secret));
  const isComparison = options.length >= 2 && options.length <= 3;
  return isWhole && isNamed && isComparison ? designs : null;
}

/** What speaks against showing a claim, in a few words; null where nothing does. */
export function faultOf(
  { text, anchors }: Claim,
  { facts, words }: Brief,
  lines: ReadonlyMap<string, BriefLine>,
  secret: ReadonlySet<string>,
): string | null {
  const forbidden = forbiddenIn(text);
  if (forbidden !== null) return forbidden;
  const grounds = anchors.map((id) => lines.get(id));
  const isGround = (line: BriefLine | undefined) => line?.place != null;
  if (anchors.length === 0) return 'no anchor';
  if (!grounds.every(isGround)) return 'an anchor that does not exist';
  const name = unknownName(text, words);
  if (name !== null) return `unknown name ${name}`;
  const sources = [facts, ...grounds.map((line) => line?.numbers ?? '')];
  const number = unknownNumber(text, sources);
  if (number !== null) return `unknown number ${number}`;
  return repeats(text, secret) ? 'repeats its instructions' : null;
}

/** Runs of words by which a text is recognised; see `faultOf`. */
export function runsOf(text: string): ReadonlySet<string> {
  return new Set(runs(text));
}

function repeats(text: string, secret: ReadonlySet<string>): boolean {
  return runs(text).some((run) => secret.has(run));
}

function runs(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, Math.max(0, words.length - repeatedWords + 1))
    .map((_, at) => words.slice(at, at + repeatedWords).join(' '));
}

const weights = { error: 0, warning: 1, notice: 2 } as const;

/** By the gravest finding that each rests on; what rests on none comes last. */
function byWeight(risks: readonly Claim[], lines: ReadonlyMap<string, BriefLine>): Claim[] {
  const weight = ({ anchors }: Claim) =>
    Math.min(
      ...anchors.map((id) => {
        const severity = lines.get(id)?.severity;
        return severity ? weights[severity] : 3;
      }),
    );
  return [...risks].sort((a, b) => weight(a) - weight(b));
}
