import type {
  Narrative,
  NarrativeClaim,
  NarrativeDesigns,
  NarrativeOutcome,
  NarrativePlace,
} from '../review/narrative.ts';
import { visible } from '../review/words.ts';
import { lists, thoughts } from './narrative.ts';
import { wrap } from './wrap.ts';

type Say = (claim: NarrativeClaim, lead: string, label?: string) => string[];

/** A narrative for a terminal, ended by a line feed; empty where there is nothing to say. */
export function renderNarrativeText(outcome: NarrativeOutcome, width = 100): string {
  const { narrative, omitted } = outcome;
  if (!narrative) return omitted === null ? '' : `no narrative: ${omitted}\n`;
  const say: Say = ({ text, anchors }, lead, label = '') => {
    const cited = [...new Set(anchors.flatMap((id) => placeText(narrative.places[id])))];
    return wrap(visible(`${label}${text} (${cited.slice(0, 3).join(', ')})`), width, lead);
  };
  const lines = [
    `narrative, written by ${visible(narrative.model)}; the result does not depend on it`,
    '',
    ...say(narrative.intent, '  '),
    ...listLines(narrative, say),
    ...(narrative.designs ? designLines(narrative.designs, say) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function listLines(narrative: Narrative, say: Say): string[] {
  return lists.flatMap(([key, title]) => {
    const claims = narrative[key];
    if (claims.length === 0) return [];
    return ['', `  ${title}`, ...claims.flatMap((claim) => say(claim, '  - '))];
  });
}

function designLines(designs: NarrativeDesigns, say: Say): string[] {
  const options = designs.options.flatMap(({ name, idea, gains, costs }) => [
    ...say(idea, '  - ', `${name}: `),
    ...say(gains, '    ', 'gains: '),
    ...say(costs, '    ', 'costs: '),
  ]);
  const rest = thoughts.flatMap(([key, title]) => say(designs[key], '  ', `${title}: `));
  return ['', '  Other ways to the same goal', ...say(designs.goal, '  '), ...options, ...rest];
}

function placeText(place: NarrativePlace | undefined): string[] {
  if (!place) return [];
  return ['object' in place ? place.object : `${place.path}:${place.line}`];
}
