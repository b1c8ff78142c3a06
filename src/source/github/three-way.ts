import { diffArrays } from 'diff';

export interface MergedText {
  /** With git's conflict markers where both sides changed the same lines in different ways. */
  readonly text: string;
  readonly conflict: boolean;
}

/** Lines of the origin from `start` up to `end`, and what one side has in their place. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Finding more differences than this takes seconds, so that such a file is a conflict as a whole. */
const maximumEdits = 2_000;

/**
 * Merges two successors of a text line by line. As in git, changes of neighbouring lines conflict,
 * and a change that both sides made alike does not.
 */
export function mergeTexts(origin: string, base: string, head: string): MergedText {
  const lines = linesOf(origin);
  const inBase = hunksOf(lines, linesOf(base));
  const inHead = hunksOf(lines, linesOf(head));
  if (!inBase || !inHead) return { text: conflictOf(base, head), conflict: true };

  let text = '';
  let conflict = false;
  let next = 0;
  for (const region of regionsOf(inBase, inHead)) {
    text += lines.slice(next, region.start).join('');
    next = region.end;
    const ofBase = apply(lines, region, region.base);
    const ofHead = apply(lines, region, region.head);
    const isClean = region.base.length === 0 || region.head.length === 0 || ofBase === ofHead;
    if (isClean) text += region.head.length > 0 ? ofHead : ofBase;
    else text += conflictOf(ofBase, ofHead);
    conflict ||= !isClean;
  }
  return { text: text + lines.slice(next).join(''), conflict };
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly base: readonly Hunk[];
  readonly head: readonly Hunk[];
}

/** Joins hunks that touch each other. */
function regionsOf(base: readonly Hunk[], head: readonly Hunk[]): Region[] {
  const hunks = [
    ...base.map((hunk) => ({ hunk, side: 'base' as const })),
    ...head.map((hunk) => ({ hunk, side: 'head' as const })),
  ].sort((one, other) => one.hunk.start - other.hunk.start);
  const regions: { start: number; end: number; base: Hunk[]; head: Hunk[] }[] = [];
  for (const { hunk, side } of hunks) {
    let region = regions.at(-1);
    if (!region || hunk.start > region.end) {
      region = { start: hunk.start, end: hunk.end, base: [], head: [] };
      regions.push(region);
    }
    region.end = Math.max(region.end, hunk.end);
    region[side].push(hunk);
  }
  return regions;
}

/** What one side has in place of a region. */
function apply(lines: readonly string[], region: Region, hunks: readonly Hunk[]): string {
  let text = '';
  let next = region.start;
  for (const hunk of hunks) {
    text += lines.slice(next, hunk.start).join('') + hunk.lines.join('');
    next = hunk.end;
  }
  return text + lines.slice(next, region.end).join('');
}

function hunksOf(origin: string[], side: string[]): Hunk[] | null {
  const parts = diffArrays(origin, side, { maxEditLength: maximumEdits });
  if (!parts) return null;
  const hunks: Hunk[] = [];
  let line = 0;
  let open: { start: number; end: number; lines: string[] } | null = null;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      line += value.length;
      open = null;
      continue;
    }
    if (!open) {
      open = { start: line, end: line, lines: [] };
      hunks.push(open);
    }
    if (added) open.lines.push(...value);
    else open.end = line += value.length;
  }
  return hunks;
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function conflictOf(base: string, head: string): string {
  return `<<<<<<< base\n${ended(base)}=======\n${ended(head)}>>>>>>> head\n`;
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
