import {
  defineCheck,
  exampleHistory,
  type HistoryVisit,
  type JournalEntry,
  newEntries,
  prefixOf,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const tags = { tag: '0002_tags', when: 1_780_000_000_000, sql: 'CREATE TABLE tags (id text);' };
const journal = 'drizzle/meta/_journal.json';
const three = exampleHistory([users, posts, tags]);

export default defineCheck({
  id: 'journal-duplicate-entry',
  title: 'Two entries of the journal share a name or a number',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'history',
  covers: ['journal-sql-mismatch'],
  sources: [],
  message: 'The journal names {tag} twice.',
  why:
    'The migrator reads its file once for each entry, so a new database runs it twice. The second ' +
    'run fails, or changes data once more.',
  todo: 'Run `db-review fix-history`, or remove one of the two entries from `meta/_journal.json`.',
  variants: {
    number: {
      message: '{tag} has the same number as {other}.',
      why:
        'A snapshot belongs to its migration by the number alone, so the two share one file, and ' +
        'the schema after the first is lost.',
      todo: 'Delete the later migration and its entry, and run `drizzle-kit generate` again.',
    },
    idx: {
      message: '{tag} has the same `idx` as {other}.',
      why:
        'The migrator does not read `idx`, but `drizzle-kit generate` counts on from the last one: ' +
        'the next migration gets a number that is taken.',
      todo: 'Run `db-review fix-history`, or set `"idx": {repaired}` in `meta/_journal.json`.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'an entry that a merge left twice',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, posts, posts]) },
        lines: [19],
      },
      {
        title: 'two new migrations with one number',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, posts, { ...tags, tag: '0001_tags' }]),
        },
        lines: [19],
      },
      {
        title: 'renumbered by hand, but for `idx`',
        trees: {
          base: exampleHistory([users, posts]),
          head: { ...three, [journal]: three[journal]!.replace('"idx": 2', '"idx": 1') },
        },
        lines: [19],
        severity: 'warning',
      },
    ],
    accepted: [
      {
        title: 'each entry has its own',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, posts, tags]) },
      },
      {
        title: 'a hole in the numbers does nothing',
        trees: {
          base: exampleHistory([users, posts]),
          head: { ...three, [journal]: three[journal]!.replace('"idx": 2', '"idx": 3') },
        },
      },
    ],
  },
  history(visit) {
    // Folders have names of their own, and snapshots stand in them.
    if (visit.head.layout === 'folders') return;
    const entries = visit.head.journal?.entries ?? [];
    const fresh = new Set(newEntries(visit).map(({ tag }) => tag));
    const old = new Set(visit.mergeBase.journal?.entries.map(({ tag }) => tag));

    for (const [index, entry] of entries.entries()) {
      const before = entries.slice(0, index);
      const twin = before.find(({ tag }) => tag === entry.tag);
      if (twin) report(visit, entry, {});
      else if (fresh.has(entry.tag)) reportShared(visit, entry, before, old);
    }
  },
});

function reportShared(
  visit: HistoryVisit,
  entry: JournalEntry,
  before: readonly JournalEntry[],
  old: ReadonlySet<string>,
): void {
  const number = prefixOf(entry.tag);
  const sameNumber = before.find(({ tag }) => prefixOf(tag) === number && number !== '');
  if (sameNumber) {
    // With one that base has, the branches collide: journal-conflict.
    const isNew = !old.has(sameNumber.tag) && !isInBase(visit, sameNumber.tag);
    if (isNew) report(visit, entry, { variant: 'number', other: sameNumber.tag });
    return;
  }
  const sameIdx = entry.idx < 0 ? undefined : before.find(({ idx }) => idx === entry.idx);
  if (sameIdx) report(visit, entry, { variant: 'idx', other: sameIdx.tag });
}

function report(
  visit: HistoryVisit,
  { tag, range }: JournalEntry,
  { variant, other = '' }: { variant?: 'number' | 'idx'; other?: string },
): void {
  const { journal } = visit.head;
  if (!journal) return;
  const repaired = Math.max(...journal.entries.map(({ idx }) => idx)) + 1;
  visit.report({
    path: journal.path,
    at: range,
    data: { tag, other, repaired },
    ...(variant && { variant }),
    ...(variant === 'idx' && { severity: 'warning' }),
  });
}

function isInBase({ base }: HistoryVisit, tag: string): boolean {
  return base.journal?.entries.some((entry) => entry.tag === tag) ?? false;
}
