import ts from '../drizzle/typescript.cjs';

/** Longer files are generated, or bundles. In UTF-16 code units. */
const longest = 1_000_000;

/**
 * Parses a file of TypeScript or JavaScript; nothing of it is run. Null for one that is too long, or
 * nested so deeply that the stack ends.
 */
export function parseFile(path: string, text: string): ts.SourceFile | null {
  if (text.length > longest) return null;
  try {
    return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kindOf(path));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function kindOf(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}
