import { applyEdits, modify } from 'jsonc-parser';
import { journalPath } from '../projects.ts';
import { readJournal } from '../journal.ts';
import type { Fields } from '../snapshot-fields.ts';

/** An entry with all that the file says of it. */
export interface RawEntry {
  readonly idx: number;
  readonly when: number;
  readonly tag: string;
  readonly fields: Fields;
}

/** The entries of a journal, or why it cannot be read. */
export type RawJournal =
  | { readonly entries: readonly RawEntry[]; readonly problem: null }
  | { readonly entries: null; readonly problem: string };

/** Reads a journal with all that its entries hold. */
export function readEntries(text: string): RawJournal {
  const { entries, problem } = readJournal(journalPath(''), text);
  if (problem) return { entries: null, problem: problem.message };
  const raw = (JSON.parse(text) as { readonly entries: readonly Fields[] }).entries;
  return {
    entries: entries.map(({ idx, when, tag }, index) => ({ idx, when, tag, fields: raw[index]! })),
    problem: null,
  };
}

/** A journal with more entries at its end; what stands there already is not touched. */
export function appendEntries(text: string, entries: readonly RawEntry[]): string {
  return entries.reduce((journal, { fields, idx, when, tag }) => {
    const options = { formattingOptions: formattingOf(text), isArrayInsertion: true };
    const entry = { ...fields, idx, when, tag };
    return applyEdits(journal, modify(journal, ['entries', -1], entry, options));
  }, text);
}

/** JSON as a text in the style of another one: its indentation, line ends and last line. */
export function writeLike(sample: string, value: unknown): string {
  const { insertSpaces, tabSize, eol } = formattingOf(sample);
  const text = JSON.stringify(value, null, insertSpaces ? tabSize : '\t');
  const end = /\n$/.test(sample) ? '\n' : '';
  return `${text}${end}`.replaceAll('\n', eol);
}

function formattingOf(sample: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, cr = '', indent = '  '] = /^\s*\{(\r?)\n([ \t]+)/.exec(sample) ?? [];
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol: `${cr}\n` };
}
