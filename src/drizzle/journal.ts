import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { Lines } from '../sql/lines.ts';
import type { FileProblem, Journal, JournalEntry } from './history.ts';
import { parseJson } from './json.ts';

/**
 * Reads `meta/_journal.json`. Entries keep the order of the file, which is the order in which
 * Drizzle's migrator runs them; it ignores `idx` (read in drizzle-orm's readMigrationFiles).
 * A journal of another dialect gives no entries and no problem: it is not ours.
 */
export function readJournal(path: string, text: string): Journal {
  const { root, lines, problem } = parseJson(text);
  if (!root) return { path, dialect: null, entries: [], problem };

  const dialect = valueAt(root, 'dialect');
  const list = findNodeAtLocation(root, ['entries']);
  if (list?.type !== 'array') {
    return {
      path,
      dialect: null,
      entries: [],
      problem: shapeProblem(lines, root, 'it has no list of `entries`'),
    };
  }
  const entries: JournalEntry[] = [];
  for (const node of list.children ?? []) {
    const entry = entryOf(node, lines);
    if (!entry) {
      const wrong = shapeProblem(lines, node, 'an entry needs a text `tag` and a number `when`');
      return { path, dialect: null, entries, problem: wrong };
    }
    entries.push(entry);
  }
  return { path, dialect: typeof dialect === 'string' ? dialect : null, entries, problem: null };
}

function entryOf(node: Node, lines: Lines): JournalEntry | null {
  if (node.type !== 'object') return null;
  const tag = valueAt(node, 'tag');
  const when = valueAt(node, 'when');
  const idx = valueAt(node, 'idx');
  if (typeof tag !== 'string' || typeof when !== 'number') return null;
  const whenNode = findNodeAtLocation(node, ['when'])?.parent ?? node;
  return {
    idx: typeof idx === 'number' ? idx : -1,
    when,
    tag,
    range: lines.range(node.offset, node.offset + node.length),
    whenRange: lines.range(whenNode.offset, whenNode.offset + whenNode.length),
  };
}

function valueAt(node: Node, key: string): unknown {
  const found = findNodeAtLocation(node, [key]);
  return found && getNodeValue(found);
}

function shapeProblem(lines: Lines, node: Node, message: string): FileProblem {
  return {
    message,
    range: lines.range(node.offset, node.offset + Math.min(node.length, 1)),
    conflictMarker: false,
  };
}
