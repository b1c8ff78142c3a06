import { readFileSync } from 'node:fs';
import type { Brief } from './brief.ts';
import { redact } from './redact.ts';

/** What a model is told before the data: the same for every review. */
export const instructions = readFileSync(
  new URL('../../templates/narrative-instructions.md', import.meta.url),
  'utf8',
);

/**
 * The data of one review as the model reads it, between two marks that nothing in it can hold.
 *
 * @param mark a random word
 * @param principles the team's own, from the configuration of the base branch
 */
export function promptOf(brief: Brief, mark: string, principles: readonly string[]): string {
  const { facts, lines, leftOut, isComplex } = brief;
  return [
    ...(principles.length > 0
      ? ['The team holds these principles:', ...principles.map((each) => `- ${redact(each)}`), '']
      : []),
    isComplex ? 'Compare designs.' : 'Do not compare designs: `designs` is null.',
    '',
    `BEGIN ${mark}`,
    facts,
    ...lines.map(({ id, text }) => `${id} ${text}`),
    ...(leftOut > 0 ? [`(${leftOut} more lines were left out)`] : []),
    `END ${mark}`,
  ].join('\n');
}

/** What a model is told when its first answer did not hold. */
export function complaintOf(faults: readonly string[]): string {
  return [
    'Your last answer was refused:',
    ...[...new Set(faults)].slice(0, 10).map((fault) => `- ${fault}`),
    'Answer again, by the rules.',
  ].join('\n');
}
