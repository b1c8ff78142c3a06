import {
  defineCheck,
  exampleHistory,
  type HistoryVisit,
  isoTime,
  newestWhen,
  placeOfEntry,
  type Report,
  skippedEntries,
  startsAnew,
} from '../../src/review/check.ts';

const old = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const late = { tag: '0001_posts', when: 1_750_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const next = { ...late, when: 1_770_000_000_000 };

export default defineCheck({
  id: 'journal-out-of-order',
  title: "A migration's time lies before the last applied one",
  category: 'history',
  severity: 'error',
  onError: 'accept',
  assumes: 'pending',
  needs: 'history',
  covers: ['journal-when-regression', 'non-linear-history'],
  sources: [
    { tool: 'atlas', rule: 'NL' },
    { tool: 'migrationpilot', rule: 'SQ004' },
  ],
  message: '{tag} will be skipped for ever: its `when` is not later than the last applied one.',
  many: '{count} migrations will be skipped for ever: {tag}.',
  why:
    "Drizzle's migrator runs an entry only if its `when` is later than that of the newest migration " +
    'in the database: {newest}, of {newestTag}. This one says {when}. Databases that exist skip it and ' +
    'report success; an empty database runs it, so tests pass.',
  todo:
    'Run `db-review fix-history` in the work tree. Or set `"when": {repaired}` in `meta/_journal.json` ' +
    '(entries keep their order), and let each later new entry have a larger one.',
  variants: {
    inHistory: {
      message: '{tag} was skipped wherever {earlier} had run: its `when` is not later.',
      many: '{count} migrations were skipped wherever an earlier one had run: {tag}.',
      why:
        "Drizzle's migrator runs an entry only if its `when` is later than that of the newest migration " +
        'in the database. This one stands after {earlier} and is not later, so databases that were ' +
        'migrated in between passed it by for ever, and empty ones run it.',
      todo:
        'Look whether production has what it makes. Where it is missing, repeat it in a new migration, ' +
        'with `IF NOT EXISTS` for the databases that have it.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a branch that was generated before another one was merged',
        trees: { base: exampleHistory([old]), head: exampleHistory([old, late]) },
        lines: [12],
      },
      {
        title: 'the same `when` as the last one',
        trees: {
          base: exampleHistory([old]),
          head: exampleHistory([old, { ...late, when: old.when }]),
        },
        lines: [12],
      },
      {
        title: 'a time in the future that was merged raises the bar for everything after it',
        trees: {
          base: exampleHistory([{ ...old, when: 4_000_000_000_000 }]),
          head: exampleHistory([{ ...old, when: 4_000_000_000_000 }, next]),
        },
        lines: [12],
      },
    ],
    accepted: [
      {
        title: 'later than the last one',
        trees: { base: exampleHistory([old]), head: exampleHistory([old, next]) },
      },
      {
        title: 'a migrator that goes by hash does not look at `when`',
        pending: 'hash',
        trees: { base: exampleHistory([old]), head: exampleHistory([old, late]) },
      },
      {
        title: 'two new entries that are both later run, whatever their order',
        trees: {
          base: exampleHistory([old]),
          head: exampleHistory([
            old,
            { ...next, when: next.when + 5 },
            { tag: '0002_tags', when: next.when, sql: 'CREATE TABLE tags (id text);' },
          ]),
        },
      },
    ],
  },
  history(visit) {
    // An entry that stands for all that was applied has to be skipped: history-starts-anew.
    if (startsAnew(visit)) return;
    const newest = newestWhen(visit.released);
    const last = visit.released.journal?.entries.find((entry) => entry.when === newest);
    if (visit.migrator.pending !== 'when') return;
    if (visit.isWhole) reportHistory(visit);
    for (const { entry, fate } of visit.pending) {
      if (fate !== 'skipped' || !last) continue;
      visit.report({
        ...placeOfEntry(visit, entry.tag),
        cause: 'skipped',
        about: [entry.tag, entry.when],
        data: {
          tag: entry.tag,
          when: isoTime(entry.when),
          newest: isoTime(newest),
          newestTag: last.tag,
          repaired: newest + 1,
        },
        evidence: { tag: entry.tag, when: entry.when, newestTag: last.tag, newestWhen: newest },
        ...(visit.pending.length === 1 && fixOf(visit, entry.tag, newest + 1)),
      });
    }
  },
});

/** The time of the only pending entry, put right where head's journal says it. */
function fixOf({ head }: HistoryVisit, tag: string, when: number): Pick<Report, 'fix'> {
  const entry = head.journal?.entries.find((each) => each.tag === tag);
  return entry ? { fix: { at: entry.whenRange, text: `"when": ${when}` } } : {};
}

/** Entries behind a later one, where a whole history is looked at. */
function reportHistory(visit: HistoryVisit): void {
  const entries = visit.merged.journal?.entries ?? [];
  const skipped = new Set(skippedEntries(visit.merged));
  for (const [index, { tag, when }] of entries.entries()) {
    if (!skipped.has(tag)) continue;
    const earlier = entries.slice(0, index).findLast((each) => each.when >= when);
    visit.report({
      ...placeOfEntry(visit, tag),
      variant: 'inHistory',
      severity: 'warning',
      cause: 'inHistory',
      about: [tag, when],
      data: { tag, earlier: earlier?.tag ?? '' },
      evidence: { tag, when },
    });
  }
}
