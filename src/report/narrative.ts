import type { Narrative, NarrativeClaim, NarrativeOutcome } from '../review/narrative.ts';
import { codeSpan } from '../review/words.ts';
import { longestText } from './clamp.ts';
import type { Context } from './context.ts';
import { escapeMarkdown, inline, tableCell } from './escape.ts';
import { isOurs, lastLineAt, readState } from './marker.ts';
import { shortPlace } from './permalink.ts';
import { render } from './templates.ts';

const block = /\n*<!-- db-review:narrative -->[\s\S]*?<!-- \/db-review:narrative -->/g;

/** In code units; claims are refused before they are as long. */
const longestClaim = 700;

/** The parts of a narrative that are lists, with their headings. */
export const lists = [
  ['good', 'What is good'],
  ['risks', 'Risks, the heaviest first'],
  ['deploy', 'At the deploy'],
  ['questions', 'Questions to the author'],
] as const;

/** What is said of the designs together. */
export const thoughts = [
  ['reflection', 'Against it'],
  ['widerView', 'Wider'],
  ['weighing', 'Weighing'],
  ['advice', 'Answer'],
] as const;

/** What a narrative looks like in the summary; empty where there is nothing to say. */
export function renderNarrative(outcome: NarrativeOutcome, context: Context): string {
  const { narrative, omitted } = outcome;
  if (!narrative && omitted === null) return '';
  const view = { omitted, narrative: narrative && viewOf(narrative, context) };
  return render('narrative', view, escapeMarkdown).trim();
}

/**
 * A posted summary with this narrative in place of the one that it holds. Null where nothing is to be
 * edited: the body is of another head, or no place is left in it.
 *
 * @param block what `renderNarrative` gives
 */
export function withNarrative(body: string, block: string, head: string): string | null {
  if (!isOurs(body) || readState(body)?.head !== head) return null;
  const bare = withoutNarrative(body);
  if (block === '') return bare;
  const at = lastLineAt(bare);
  const whole = `${bare.slice(0, at).trimEnd()}\n\n${block}\n\n${bare.slice(at).trim()}`;
  return whole.length > longestText + 5_000 ? null : whole;
}

function withoutNarrative(body: string): string {
  return body.replace(block, '');
}

function viewOf(narrative: Narrative, context: Context): object {
  const say = (claim: NarrativeClaim) => claimLine(claim, narrative, context);
  const cell = (claim: NarrativeClaim) => tableCell(inline(claim.text, longestClaim));
  const { designs } = narrative;
  return {
    model: codeSpan(narrative.model),
    intent: say(narrative.intent),
    lists: lists.flatMap(([key, title]) => {
      const claims = narrative[key].map(say);
      return claims.length > 0 ? [{ title, claims }] : [];
    }),
    designs: designs && {
      goal: say(designs.goal),
      options: designs.options.map(({ name, idea, gains, costs }) => ({
        name: tableCell(inline(name)),
        idea: cell(idea),
        gains: cell(gains),
        costs: cell(costs),
      })),
      thoughts: thoughts.map(([key, title]) => ({ title, claim: say(designs[key]) })),
    },
  };
}

/** The claim, and where to look it up. */
function claimLine(
  { text, anchors }: NarrativeClaim,
  { places }: Narrative,
  context: Context,
): string {
  const where = [...new Set(anchors)].slice(0, 3).flatMap((id) => {
    const place = places[id];
    if (!place) return [];
    if ('object' in place) return [codeSpan(place.object)];
    return [shortPlace({ ...place, endLine: place.line }, context)];
  });
  const cited = [...new Set(where)].join(', ');
  return inline(text, longestClaim) + (cited === '' ? '' : ` (${cited})`);
}
