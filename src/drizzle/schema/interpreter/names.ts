/** Names by which JavaScript hands out what stands behind an object; no object has them here. */
const denied: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'caller',
  'callee',
  'arguments',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

/** Whether a property may be neither read nor written, on anything. */
export function isDenied(name: string): boolean {
  return denied.has(name);
}
