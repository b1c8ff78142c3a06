import {
  defineCheck,
  entriesBeyond,
  exampleHistory,
  type History,
  type HistoryVisit,
  isoTime,
  placeOfEntry,
  startOfFile,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const edited = { ...posts, sql: 'CREATE TABLE posts (id text, title text);' };
const base = exampleHistory([users, posts]);

export default defineCheck({
  id: 'merged-migration-changed',
  title: 'A migration that was merged already is edited, renamed or removed',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'history',
  covers: ['edited-applied-migration'],
  sources: [{ tool: 'atlas', rule: 'atlas.sum integrity' }],
  message: '{tag} was merged already, and its SQL is edited.',
  many: '{count} migrations that were merged already are edited: {tag}.',
  why:
    "Drizzle's migrator never compares the text of an applied migration. Databases where it ran keep " +
    'the old result, new ones get the new one, and the two differ from then on.',
  todo: 'Put the old text back, and make the change in a new migration.',
  variants: {
    'edited-by-hash': {
      why:
        'This migrator knows a migration by the hash of its text. With another text, even another ' +
        'comment, it is a new one, and runs again on databases where it ran before.',
    },
    'line-ends': {
      message: '{tag} was merged already, and its line ends change.',
      many: '{count} migrations that were merged already change in their line ends: {tag}.',
      why: "The SQL is the same, and Drizzle's migrator does not compare the text. Nothing runs twice.",
      todo: 'Nothing has to be done. To keep the history as it was merged, put the old text back.',
    },
    removed: {
      message: '{tag} was merged already, and is removed from the journal.',
      many: '{count} migrations that were merged already are removed from the journal: {tag}.',
      why:
        'Databases where it ran keep what it did, since removing a migration undoes nothing; databases ' +
        'that are made from now on never get it.',
      todo:
        'Keep the migration, and undo what it did in a new one. If it was never deployed anywhere, say ' +
        'so when the risk is accepted.',
    },
    renamed: {
      message: '{tag} was merged already, and is renamed to {to}.',
      many: '{count} migrations that were merged already are renamed: {tag}.',
      why:
        'Other branches build on the old number and name, so their next journal and snapshot collide ' +
        'with this one.',
      todo: 'Keep the old name. New migrations take the next number.',
    },
    'renamed-by-name': {
      message: '{tag} was merged already, and is renamed to {to}.',
      many: '{count} migrations that were merged already are renamed: {tag}.',
      why:
        'This migrator knows a migration by its name. Under another name it is a new one, and runs ' +
        'again on databases where it ran before.',
      todo: 'Keep the old name.',
    },
    restamped: {
      message: 'The `when` of {tag}, which was merged already, is changed.',
      many: 'The `when` of {count} migrations that were merged already is changed: {tag}.',
      why:
        'The migrator compares `when` with the newest one in the database. Changed from {before} to ' +
        '{after}, the entry may run again, or hold back other migrations.',
      todo: 'Put the old `when` back.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column added to a migration that was merged',
        trees: { base, head: exampleHistory([users, edited]) },
        lines: [1],
      },
      {
        title: 'a merged migration deleted',
        trees: { base, head: exampleHistory([users]) },
        lines: [1],
      },
      {
        title: 'a merged migration renumbered',
        trees: { base, head: exampleHistory([users, { ...posts, tag: '0002_posts' }]) },
        lines: [12],
      },
      {
        title: 'a merged entry with another `when`',
        trees: { base, head: exampleHistory([users, { ...posts, when: posts.when + 1 }]) },
        lines: [12],
      },
      {
        title: 'only line ends',
        trees: { base, head: exampleHistory([users, { ...posts, sql: `${posts.sql}\r\n` }]) },
        lines: [1],
        severity: 'notice',
      },
      {
        title: 'only line ends, where the migrator goes by hash',
        pending: 'hash',
        trees: { base, head: exampleHistory([users, { ...posts, sql: `${posts.sql}\r\n` }]) },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a new migration',
        trees: {
          base,
          head: exampleHistory([
            users,
            posts,
            {
              tag: '0002_title',
              when: 1_780_000_000_000,
              sql: 'ALTER TABLE posts ADD title text;',
            },
          ]),
        },
      },
      {
        title: 'an edit of what only the branch itself holds',
        trees: { released: exampleHistory([users]), base, head: exampleHistory([users, edited]) },
      },
    ],
  },
  history(visit) {
    const { released, merged } = visit;
    if (released.journal === null || visit.head.journal?.problem) return;
    const before = new Map(released.journal.entries.map((entry) => [entry.tag, entry]));

    for (const { tag, when } of merged.journal?.entries ?? []) {
      const old = before.get(tag);
      if (!old) continue;
      if (old.when !== when) {
        const data = { tag, before: isoTime(old.when), after: isoTime(when) };
        visit.report({
          ...placeOfEntry(visit, tag),
          variant: 'restamped',
          cause: 'restamped',
          data,
        });
      }
      reportEdit(visit, tag);
    }
    for (const { tag } of entriesBeyond(released, merged)) reportLoss(visit, tag);
  },
});

function reportEdit(visit: HistoryVisit, tag: string): void {
  const old = visit.released.migrations.get(tag);
  const file = visit.merged.migrations.get(tag);
  if (!old || !file || old.oid === file.oid) return;

  const about = [tag, file.oid];
  const place = { path: file.path, at: startOfFile, data: { tag }, about, cause: 'edited' };
  if (visit.migrator.pending === 'hash') visit.report({ ...place, variant: 'edited-by-hash' });
  else if (hasSameLines(old.text, file.text)) {
    visit.report({ ...place, variant: 'line-ends', severity: 'notice' });
  } else visit.report(place);
}

function reportLoss(visit: HistoryVisit, tag: string): void {
  const to = renamedTo(visit.released, visit.merged, tag);
  if (to === null) {
    const place = { ...placeOfEntry(visit, tag), data: { tag } };
    visit.report({ ...place, variant: 'removed', cause: 'removed' });
    return;
  }
  const variant = visit.migrator.pending === 'name' ? 'renamed-by-name' : 'renamed';
  visit.report({ ...placeOfEntry(visit, to), variant, cause: 'renamed', data: { tag, to } });
}

/** The new name of a migration whose file is there with the same content. */
function renamedTo(released: History, merged: History, tag: string): string | null {
  const oid = released.migrations.get(tag)?.oid;
  const entry = entriesBeyond(merged, released).find(
    (each) => oid !== undefined && merged.migrations.get(each.tag)?.oid === oid,
  );
  return entry?.tag ?? null;
}

/** Whether two texts differ only in line ends; of one that could not be read nobody knows. */
function hasSameLines(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && withPlainLineEnds(one) === withPlainLineEnds(other);
}

function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n/g, '\n').trimEnd();
}
