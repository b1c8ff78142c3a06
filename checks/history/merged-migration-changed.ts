import {
  defineCheck,
  exampleHistory,
  type HistoryVisit,
  isLineEnds,
  isReverted,
  loweredWhen,
  outcomeOf,
  placeOfEntry,
  placeOfRepair,
  type Repair,
  repairsOf,
  startsAnew,
  swappedEntries,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const edited = { ...posts, sql: 'CREATE TABLE posts (id text, title text);' };
const guarded = { sql: 'CREATE TABLE IF NOT EXISTS posts (id text);' };
const base = exampleHistory([users, posts]);

export default defineCheck({
  id: 'merged-migration-changed',
  title: 'A migration that was merged already is edited, renamed or removed',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  assumes: 'pending',
  needs: 'history',
  covers: ['edited-applied-migration'],
  sources: [{ tool: 'atlas', rule: 'atlas.sum' }],
  message: '{tag} was merged already, and its SQL is edited.',
  many: '{count} migrations that were merged already are edited: {tag}.',
  why:
    'Where it ran, the migrator does nothing, and the old result stays. Where it did not, the new text ' +
    'runs. The two differ from then on.{skipped}',
  todo: 'Put the old text back, and make the change in a new migration.',
  variants: {
    restamped: {
      message: 'The `when` of {tag}, which was merged already, is changed.',
      many: 'The `when` of {count} migrations that were merged already is changed: {tag}.',
      todo: 'Put the old `when` back.',
    },
    renamed: {
      message: '{tag} was merged already, and is renamed to {to}.',
      many: '{count} migrations that were merged already are renamed: {tag}.',
      todo: 'Keep the old name. New migrations take the next number.',
    },
    replaced: {
      message: '{tag} was merged already, and is replaced by {to}.',
      many: '{count} migrations that were merged already are replaced by {to}: {tag}.',
      todo: 'Keep the merged migration, and let the new one do only what is missing.',
    },
    alike: {
      why:
        'Where it ran, the migrator does nothing. Where it did not, the new text runs. Both end with ' +
        'the same schema, and no data is changed twice.{skipped}',
      todo:
        'Nothing has to be done if that is meant. Other branches that build on the old entry need to ' +
        'be generated again.',
    },
    again: {
      why:
        'The migrator takes it for a new one and runs it again where it ran. Each statement finds its ' +
        'work done there, so both kinds of database end alike.{skipped}',
      todo: 'Nothing has to be done if that is meant.',
    },
    apart: {
      why:
        'The migrator takes it for a new one and runs it again where it ran. It does not do all that ' +
        'the old one did, so databases differ from then on.{skipped}',
    },
    fails: {
      why:
        'The migrator takes it for a new one and runs it again where it ran. There `{fails}` fails, or ' +
        'does its work twice.{skipped}',
      todo:
        'Put the old entry and its text back, and make the change in a new migration. Where it has to ' +
        'be, guard each statement so that it finds its work done: IF [NOT] EXISTS, ON CONFLICT DO NOTHING.',
    },
    'line-ends': {
      message: '{tag} was merged already, and its line ends change.',
      many: '{count} migrations that were merged already change in their line ends: {tag}.',
      why: "The SQL is the same, and Drizzle's migrator does not compare the text. Nothing runs twice.",
      todo: 'Nothing has to be done. To keep the history as it was merged, put the old text back.',
    },
    removed: {
      message: '{tag} was merged already, and is removed from the history.',
      many: '{count} migrations that were merged already are removed from the history: {tag}.',
      why:
        'Databases where it ran keep what it did, since removing a migration undoes nothing; databases ' +
        'that are made from now on never get it.{skipped}',
      todo:
        'Keep the migration, and undo what it did in a new one. If it was never deployed anywhere, say ' +
        'so when the risk is accepted.',
    },
    reverted: {
      message: '{tag}, which was merged, is reverted: its files are deleted.',
      many: '{count} merged migrations are reverted: {tag}.',
      why:
        'A revert takes the migration out of the folder, not out of the databases where it ran: those ' +
        'keep its result, new ones never get it, and the next snapshot knows nothing of it.{skipped}',
      todo:
        'Revert the code, and go forward with the database: put the migration, its snapshot and its ' +
        'entry back (`git checkout <base branch> -- {folder}`), take the change out of the Drizzle schema, and ' +
        'run `drizzle-kit generate`. The new migration undoes the old one.',
    },
    undone: {
      todo:
        'Revert the code, and go forward with the database: put the migration, its snapshot and its ' +
        'entry back (`git checkout <base branch> -- {folder}`), take the change out of the Drizzle schema, and ' +
        'run `drizzle-kit generate`. The new migration undoes what snapshots record, without the rows:' +
        '\n\n```sql\n{undo}\n```',
    },
    lowered: {
      message: 'The newest `when`, of {tag}, is set back. Databases keep the old one.',
      why:
        'Where {tag} ran, its row still says {before}, and the migrator skips every migration that is ' +
        'not later, without a word.',
      todo:
        'Set the row back too, on each database, before the next deploy:\n\n```sql\nUPDATE ' +
        'drizzle.__drizzle_migrations SET created_at = {after} WHERE created_at = {before};\n```',
    },
    reordered: {
      message: '{tag} was merged already, and now stands before {to}.',
      why:
        'The migrator runs entries in the order of the journal. Databases that are made from now on ' +
        'run them in another order than the others did.',
      todo: 'Put the entries back in their order, and new ones at the end.',
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
        severity: 'warning',
      },
      {
        title: 'a merged entry with another `when`',
        trees: { base, head: exampleHistory([users, { ...posts, when: posts.when + 1 }]) },
        lines: [12],
      },
      {
        title: 'the same edit that makes it repeatable, where nothing runs twice',
        trees: {
          base,
          head: exampleHistory([
            users,
            { ...posts, sql: posts.sql.replace('TABLE', 'TABLE IF NOT EXISTS') },
          ]),
        },
        lines: [1],
        severity: 'warning',
      },
      {
        title: 'a migration that was skipped gets a new `when`, guarded for databases that have it',
        trees: {
          base: exampleHistory([users, { ...posts, ...guarded, when: users.when - 1 }]),
          head: exampleHistory([users, { ...posts, ...guarded }]),
        },
        lines: [12],
        severity: 'warning',
      },
      {
        title: 'generated again with something more, and without a guard',
        trees: {
          base,
          head: exampleHistory([
            users,
            {
              tag: '0001_again',
              when: posts.when + 5,
              sql: `${posts.sql}\nCREATE TABLE tags (id text);`,
            },
          ]),
        },
        lines: [12],
      },
      {
        title: 'a `when` of the future set back',
        trees: {
          base: exampleHistory([users, { ...posts, when: 4_000_000_000_000 }]),
          head: exampleHistory([users, posts]),
        },
        lines: [12],
      },
      {
        title: 'two merged entries change places',
        trees: { base, head: exampleHistory([posts, users]) },
        lines: [5],
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
    const { released } = visit;
    if (!released.journal || visit.head.journal?.problem) return;
    if (startsAnew(visit)) return;
    const repairs = repairsOf(visit);
    const isRevert = isReverted(visit, repairs);
    for (const repair of repairs) reportRepair(visit, repair, isRevert);
    reportOrder(visit);
  },
});

const skippedSentence =
  ' The migrator skipped the old entry wherever those before it had run: its `when` was not later.';

function reportRepair(visit: HistoryVisit, repair: Repair, isRevert: boolean): void {
  const { kind, tag, to, again, alike, fails, wasSkipped } = repair;
  const data = {
    tag,
    to,
    fails: fails ?? '',
    skipped: { prose: wasSkipped ? skippedSentence : '' },
  };
  const oids = [tag, ...to].map((each) => visit.merged.migrations.get(each)?.oid ?? null);
  const place = { ...placeOfRepair(visit, repair), about: [kind, tag, to, oids] };
  const severity = alike ? 'warning' : 'error';
  if (kind === 'removed') {
    const { data: more, words } = removedIn(visit, isRevert);
    const cause = words[0]!;
    visit.report({ ...place, severity, data: { ...data, ...more }, variant: words, cause });
    return;
  }
  if (kind === 'edited' && !again && isLineEnds(visit, tag)) {
    visit.report({ ...place, variant: 'line-ends', severity: 'notice', cause: 'line-ends', data });
    return;
  }
  if (kind === 'restamped' && reportLowered(visit, tag)) return;
  const outcome = outcomeOf(repair);
  const variant = [kind === 'edited' ? [] : kind, outcome ?? []].flat();
  visit.report({ ...place, variant, severity, cause: `${variant.join(' ')} ${wasSkipped}`, data });
}

function removedIn(visit: HistoryVisit, isRevert: boolean) {
  const undo = (isRevert && visit.undo) || [];
  const words = [isRevert ? 'reverted' : 'removed', ...(undo.length > 0 ? ['undone'] : [])];
  return { words, data: { folder: visit.base.folder || '.', undo } };
}

/** The newest `when` set back: the row in the database still holds what it was. */
function reportLowered(visit: HistoryVisit, tag: string): boolean {
  const lowered = loweredWhen(visit, tag);
  if (!lowered) return false;
  visit.report({ ...placeOfEntry(visit, tag), variant: 'lowered', data: { tag, ...lowered } });
  return true;
}

function reportOrder(visit: HistoryVisit): void {
  for (const [tag, to] of swappedEntries(visit)) {
    const place = placeOfEntry(visit, tag);
    visit.report({ ...place, variant: 'reordered', cause: 'order', data: { tag, to } });
  }
}
