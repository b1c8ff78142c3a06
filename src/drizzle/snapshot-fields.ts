/** An object of a snapshot, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as an object; empty where it is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The objects that an object holds by name; each has `name`, or gets its key's. */
export function entriesOf(value: unknown): Fields[] {
  return Object.entries(fieldsOf(value)).map(([key, each]) => {
    const fields = fieldsOf(each);
    return typeof fields.name === 'string' ? fields : { ...fields, name: key };
  });
}

/** A string; empty where it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The strings of a list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
