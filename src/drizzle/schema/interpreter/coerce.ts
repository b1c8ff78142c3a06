import type { Run } from './scope.ts';
import { isDenied } from './names.ts';
import { Builtin, HostModule, Namespace, Opaque, type Spot, Unresolved } from './values.ts';

/** Whether a value is an object that is nothing but its properties. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a value is one of this interpreter's own, which Drizzle must never see. */
function isMarker(value: unknown): boolean {
  return value instanceof Namespace || value instanceof HostModule || value instanceof Builtin;
}

/** Whether a value stands for something that has no use as text, number or key. */
function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A value as text, as a template would write it; objects have no text here. */
export function toText(value: unknown, run: Run, spot: Spot): string {
  if (isObject(value)) throw new Unresolved('an object is used as text', spot);
  if (typeof value === 'symbol') throw new Unresolved('a symbol is used as text', spot);
  const text = String(value);
  run.budget.characters(text.length);
  return text;
}

/** A value as the name of a property. Denied names, symbols and objects are refused. */
export function toKey(value: unknown, run: Run, spot: Spot): string {
  if (isObject(value) || typeof value === 'symbol') {
    throw new Unresolved('an object is used as the name of a property', spot);
  }
  const key = toText(value, run, spot);
  if (isDenied(key)) throw new Unresolved(`the property ${key}`, spot);
  return key;
}

/** A value as a number; objects have none here. */
export function toNumber(value: unknown, spot: Spot): number {
  if (isObject(value) || typeof value === 'symbol') {
    throw new Unresolved('an object is used as a number', spot);
  }
  return Number(value);
}

const deepest = 50;

/**
 * Lets a value pass to Drizzle only if all that it holds is known. What it is made of is looked
 * through: lists and plain objects, as deep as they go.
 */
export function passToHost(value: unknown, run: Run, spot: Spot | null, depth = 0): unknown {
  if (value instanceof Opaque) throw new Unresolved(value.why, value.spot ?? spot);
  if (isMarker(value)) throw new Unresolved('a module or global is given to Drizzle', spot);
  if (typeof value === 'symbol') throw new Unresolved('a symbol is given to Drizzle', spot);
  if (!Array.isArray(value) && !isPlain(value)) return value;
  if (depth > deepest) throw new Unresolved('a value that nests too deeply', spot);
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
  run.budget.step(items.length);
  for (const item of items) passToHost(item, run, spot, depth + 1);
  return value;
}
