type Fields = Record<string, unknown>;

/**
 * Gives the negative integers of a tree their values, in place: pg-query-emscripten 5.1.0 writes
 * them without one, as it writes zero. `bytes` is the text that was parsed.
 */
export function restoreNegatives(tree: unknown, bytes: Buffer): void {
  if (typeof tree !== 'object' || tree === null) return;
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'A_Const') restore(value as Fields, bytes);
    else restoreNegatives(value, bytes);
  }
}

function restore(constant: Fields, bytes: Buffer): void {
  const { ival, location = 0 } = constant as { ival?: { ival?: number }; location?: number };
  if (ival === undefined || ival.ival !== undefined || bytes[location] !== '-'.charCodeAt(0))
    return;
  const digits = /^-\s*([0-9][0-9a-zA-Z_]*)/.exec(
    bytes.toString('latin1', location, location + 80),
  );
  const value = Number(digits?.[1]?.replaceAll('_', ''));
  if (value > 0) ival.ival = -value;
}
