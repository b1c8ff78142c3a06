import { defineCheck, exampleHistory } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const good = exampleHistory([users]);
const journal = 'drizzle/meta/_journal.json';

export default defineCheck({
  id: 'journal-unreadable',
  title: 'The journal cannot be read',
  category: 'history',
  severity: 'error',
  onError: 'fail',
  needs: 'history',
  covers: ['journal-sql-mismatch'],
  sources: [],
  message: 'The journal of {folder} cannot be read: {problem}.',
  why:
    'The journal tells the migrator which migrations there are. It stops at a journal that it cannot ' +
    'read, so nothing can be deployed.',
  todo: 'Repair `meta/_journal.json` by hand: it is JSON with the list `entries`, in the order of the migrations.',
  variants: {
    conflict: {
      message: "The journal of {folder} holds git's conflict markers.",
      todo:
        'Run `db-review fix-history` in the work tree: it keeps the entries of both sides, those of the base ' +
        'branch first, and lets the number, the `when` and the snapshot of your own migration follow theirs.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a conflict marker that was committed',
        trees: {
          base: good,
          head: { ...good, [journal]: '{\n"entries": [\n<<<<<<< HEAD\n]}' },
        },
        lines: [3],
      },
      {
        title: 'a comma that JSON does not allow',
        trees: { base: good, head: { ...good, [journal]: '{\n"entries": [],\n}' } },
        lines: [3],
      },
      {
        title: 'an entry without a tag',
        trees: { base: good, head: { ...good, [journal]: '{"entries": [\n{ "when": 1 }]}' } },
        lines: [2],
      },
    ],
    accepted: [{ title: 'a journal of drizzle-kit', trees: { base: {}, head: good } }],
  },
  history(visit) {
    const { head, merged } = visit;
    const journal = head.journal?.problem ? head.journal : merged.journal;
    if (!journal?.problem) return;
    const { message, range, conflictMarker } = journal.problem;
    visit.report({
      path: journal.path,
      at: range,
      about: message,
      data: { folder: visit.head.folder, problem: message },
      ...(conflictMarker && { variant: 'conflict' }),
    });
  },
});
