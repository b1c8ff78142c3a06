import type { Node } from 'jsonc-parser';
import { type Lines, linesOf } from '../sql/lines.ts';
import type { FileProblem, Journal, JournalEntry } from './history.ts';
import { memberOf, parseJson } from './json.ts';

/**
 * In UTF-16 code units and entries: the longest journals of public repositories have some hundred
 * entries of 130 characters.
 */
const limits = { text: 5_000_000, entries: 10_000 };

/**
 * Reads `meta/_journal.json`; `text` is null where the file is too large to be read. Entries keep
 * the order of the file, which is the order in which Drizzle's migrator runs them; it ignores `idx`
 * (read in drizzle-orm's readMigrationFiles). After an entry that is none, the rest is left out.
 */
export function readJournal(path: string, text: string | null): Journal {
  if (text === null || text.length > limits.text) {
    return unreadable(path, problemAt(linesOf(''), null, 'it is too large'));
  }
  const { root, lines, problem } = parseJson(text);
  if (!root) return unreadable(path, problem);

  const list = memberOf(root, 'entries')?.value;
  if (list?.type !== 'array') {
    return unreadable(path, problemAt(lines, root, 'it has no list of `entries`'));
  }
  const dialect: unknown = memberOf(root, 'dialect')?.value.value;
  const journal = { path, dialect: typeof dialect === 'string' ? dialect : null };
  const nodes = list.children ?? [];
  if (nodes.length > limits.entries) {
    const message = `it has more than ${limits.entries} entries`;
    return { ...journal, entries: [], problem: problemAt(lines, list, message) };
  }
  const entries: JournalEntry[] = [];
  for (const node of nodes) {
    const entry = entryOf(node, lines);
    if (typeof entry === 'string') {
      return { ...journal, entries, problem: problemAt(lines, node, entry) };
    }
    entries.push(entry);
  }
  return { ...journal, entries, problem: null };
}

/** An entry, or why it is none. */
function entryOf(node: Node, lines: Lines): JournalEntry | string {
  const tag: unknown = memberOf(node, 'tag')?.value.value;
  const when = memberOf(node, 'when');
  const idx: unknown = memberOf(node, 'idx')?.value.value;
  const time: unknown = when?.value.value;
  if (typeof tag !== 'string' || !when || typeof time !== 'number') {
    return 'an entry needs a text `tag` and a number `when`';
  }
  // The column `created_at` is a bigint.
  if (!Number.isSafeInteger(time)) return 'a `when` is a whole number of milliseconds';
  return {
    idx: typeof idx === 'number' ? idx : -1,
    when: time,
    tag,
    range: lines.range(node.offset, node.offset + node.length),
    whenRange: lines.range(when.property.offset, when.property.offset + when.property.length),
  };
}

function unreadable(path: string, problem: FileProblem): Journal {
  return { path, dialect: null, entries: [], problem };
}

/** A problem shown at the first character of a node; of the file where there is none. */
function problemAt(lines: Lines, node: Node | null, message: string): FileProblem {
  const { offset, length } = node ?? { offset: 0, length: 0 };
  return {
    message,
    range: lines.range(offset, offset + Math.min(length, 1)),
    conflictMarker: false,
  };
}
