import { cutName, maxNameBytes } from '../sql/identifier.ts';

/**
 * The name that PostgreSQL chooses for a constraint, index or sequence without one:
 * `users_email_key`, then `users_email_key1`, … The longer one of both names is cut where they do not fit
 * (makeObjectName and ChooseRelationName in indexcmds.c).
 */
export function chooseName(
  relation: string,
  columns: readonly string[],
  label: string,
  isTaken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = makeName(relation, columns, pass === 0 ? label : `${label}${pass}`);
    if (!isTaken(name)) return name;
  }
}

/** The first name that PostgreSQL tries. */
export function makeName(relation: string, columns: readonly string[], label: string): string {
  const second = columns.join('_');
  const room = maxNameBytes - Buffer.byteLength(label) - 1 - (second === '' ? 0 : 1);
  let first = Buffer.byteLength(relation);
  let last = Buffer.byteLength(second);
  while (first + last > room) {
    if (first > last) first--;
    else last--;
  }
  const parts = [cutName(relation, first), cutName(second, last), label];
  return parts.filter((part) => part !== '').join('_');
}
