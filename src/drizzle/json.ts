import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type Lines, linesOf } from '../sql/lines.ts';
import type { FileProblem } from './history.ts';

/** A JSON text with the places of its nodes, or why it is none. */
export type JsonText =
  | { readonly root: Node; readonly lines: Lines; readonly problem: null }
  | { readonly root: null; readonly lines: Lines; readonly problem: FileProblem };

const conflictMarker = /^(?:<{7}|={7}|>{7})(?: |$)/m;

/**
 * Parses strict JSON and keeps the place of every node. A text with git's conflict markers is
 * told as that, since its first syntax error is only a consequence.
 */
export function parseJson(text: string): JsonText {
  const lines = linesOf(text);
  const marker = conflictMarker.exec(text);
  if (marker) {
    const range = lines.range(marker.index, marker.index + marker[0].length);
    return problem(lines, 'git conflict marker', range, true);
  }
  if (text.trim() === '') return problem(lines, 'it is empty', lines.range(0, 0), false);
  const errors: ParseError[] = [];
  const root = parseNested(text, errors);
  if (!root) return problem(lines, 'it is nested too deeply', lines.range(0, 0), false);
  const [error] = errors;
  if (!error) return { root, lines, problem: null };
  const range = lines.range(error.offset, error.offset + Math.max(1, error.length));
  return problem(lines, inWords(printParseErrorCode(error.error)), range, false);
}

/** `CloseBraceExpected` as `close brace expected`. */
function inWords(code: string): string {
  return code.replace(/\B[A-Z]/g, ' $&').toLowerCase();
}

/** The member of an object; the last one of its name, as JSON.parse takes it. */
export function memberOf(object: Node, key: string): { property: Node; value: Node } | null {
  if (object.type !== 'object') return null;
  const property = object.children?.findLast(({ children }) => children?.[0]?.value === key);
  const value = property?.children?.[1];
  return property && value ? { property, value } : null;
}

/** The tree; null where the parser, which recurses, ends its stack. */
function parseNested(text: string, errors: ParseError[]): Node | null {
  try {
    return parseTree(text, errors, { disallowComments: true }) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function problem(
  lines: Lines,
  message: string,
  range: FileProblem['range'],
  isMarker: boolean,
): JsonText {
  return { root: null, lines, problem: { message, range, conflictMarker: isMarker } };
}
