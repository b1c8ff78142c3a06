import { changedSnapshots, defineCheck, exampleHistory } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const posts = { tag: '0001_posts', when: 1_770_000_000_000, sql: 'CREATE TABLE posts (id text);' };
const base = exampleHistory([users]);

export default defineCheck({
  id: 'snapshot-unreadable',
  title: 'A snapshot cannot be read',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'history',
  covers: ['snapshot-chain-fork'],
  sources: [{ tool: 'drizzle-kit', rule: 'check' }],
  message: 'The snapshot {path} cannot be read: {problem}.',
  why:
    'A snapshot is what drizzle-kit compares the schema with when it generates the next migration. ' +
    'The migrator does not read it, so the deploy works, and the next `drizzle-kit generate` fails.',
  todo:
    "Where it holds git's conflict markers, run `db-review fix-history`. Else take the base branch's " +
    "snapshots, delete this branch's migration, and run `drizzle-kit generate` again.",
  examples: {
    flagged: [
      {
        title: 'a file that is no JSON',
        trees: { base, head: exampleHistory([users, { ...posts, snapshot: '{\n"id": ,' }]) },
        lines: [2],
      },
      {
        title: 'a conflict marker',
        trees: { base, head: exampleHistory([users, { ...posts, snapshot: '<<<<<<< HEAD\n{}' }]) },
        lines: [1],
      },
    ],
    accepted: [{ title: 'a snapshot', trees: { base, head: exampleHistory([users, posts]) } }],
  },
  history(visit) {
    for (const { path, prefix, problem } of changedSnapshots(visit.mergeBase, visit.head)) {
      if (!problem) continue;
      visit.report({
        path,
        at: problem.range,
        data: { path, problem: problem.message },
        about: prefix,
      });
    }
  },
});
