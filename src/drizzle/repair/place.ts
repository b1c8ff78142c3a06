import { prefixOf } from '../history.ts';
import type { RepairInput } from './input.ts';
import type { RawEntry } from './journal-text.ts';
import { idxAfter, type Position, prefixAfter } from './number.ts';
import type { OwnMigration } from './own-migrations.ts';
import { NotMechanical } from './repair-error.ts';
import { timesOf } from './times.ts';

/** Numbers and times, each after the one before it. */
export function place(
  own: readonly OwnMigration[],
  entries: readonly RawEntry[],
  input: RepairInput,
): { own: OwnMigration; entry: RawEntry }[] {
  const taken = new Set(entries.map(({ tag }) => prefixOf(tag)));
  const times = timesOf(
    own.map(({ entry }) => entry),
    entries,
    input,
  );
  let last = lastOf(entries);
  return own.map((each, index) => {
    const { idx, tag, fields } = each.entry;
    const prefix = prefixOf(tag);
    const position = { idx, prefix, when: times[index]! };
    const next = prefixAfter(last, position) ?? (taken.has(prefix) ? null : prefix);
    if (next === null) {
      throw new NotMechanical(
        `${tag} has a name that is taken, and that is not numbered. Give it another one.`,
      );
    }
    taken.add(next);
    const numbered = { idx: idxAfter(last, position, next), when: position.when };
    const entry: RawEntry = { ...numbered, tag: next + tag.slice(prefix.length), fields };
    last = lastOf([...(last ? [{ ...last, tag: last.prefix }] : []), entry]);
    return { own: each, entry };
  });
}

/** The newest of each: what comes next has to follow them all. */
function lastOf(entries: readonly Pick<RawEntry, 'idx' | 'when' | 'tag'>[]): Position | null {
  if (entries.length === 0) return null;
  const prefixes = entries.map(({ tag }) => prefixOf(tag)).filter((prefix) => /^\d+$/.test(prefix));
  return {
    idx: Math.max(...entries.map(({ idx }) => idx)),
    when: Math.max(...entries.map(({ when }) => when)),
    prefix: prefixes.sort().at(-1) ?? '',
  };
}
