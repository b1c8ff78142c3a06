import { visible } from '../review/words.ts';

/** A character as a reader sees it, with the terminal columns that it takes. */
export interface Cell {
  readonly shown: string;
  readonly width: number;
  /** UTF-16 index in the text. */
  readonly index: number;
}

const tab = 4;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide characters by Unicode's blocks, and emoji: two columns in a terminal. */
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Cells of one line. Tabs become four spaces, what acts or hides is shown as `visible` shows it. */
export function cellsOf(line: string): Cell[] {
  return [...graphemes.segment(line)].map(({ segment, index }) => {
    if (segment === '\t') return { shown: ' '.repeat(tab), width: tab, index };
    if (segment === '\ufeff') return { shown: '', width: 0, index };
    const shown = visible(segment);
    return { shown, width: shown === segment ? widthOfOne(segment) : shown.length, index };
  });
}

/** Terminal columns of a line. */
export function widthOf(line: string): number {
  if (/^[ -~]*$/.test(line)) return line.length;
  return cellsOf(line).reduce((sum, { width }) => sum + width, 0);
}

function widthOfOne(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return /^[\p{M}\u200c\u200d]+$/u.test(grapheme) ? 0 : 1;
}
