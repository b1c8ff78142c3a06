import { Opaque, type Spot, Unresolved } from './values.ts';

/** Whether a value counts as true, where the way of the evaluation depends on it. */
export function truth(value: unknown, spot: Spot): boolean {
  if (value instanceof Opaque) throw new Unresolved(value.why, value.spot ?? spot);
  return Boolean(value);
}
