/** What only running a file would tell. */
export const unknownValue = Symbol('unknown');

/**
 * A value that a configuration file holds. An object is a map, in which `...` stands for members
 * that are not known.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | typeof unknownValue
  | readonly Value[]
  | ReadonlyMap<string, Value>;

export function isUnknown(value: Value): value is typeof unknownValue {
  return value === unknownValue;
}
