import { defineCheck, exampleHistory } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const two = {
  tag: '0001_more',
  when: 1_770_000_000_000,
  sql: 'CREATE TABLE a (id int);\nCREATE TABLE b (id int);',
};
const apart = { ...two, sql: two.sql.replace('\n', '\n--> statement-breakpoint\n') };
const block = {
  ...two,
  sql: 'DO $$ BEGIN\n  UPDATE a SET b = 1 WHERE c;\n  UPDATE a SET b = 2 WHERE d;\nEND $$;\n-- that was all',
};

export default defineCheck({
  id: 'drizzle-missing-breakpoint',
  title: 'Several statements stand between two breakpoints',
  category: 'history',
  severity: 'notice',
  onError: 'accept',
  needs: 'history',
  covers: ['drizzle-missing-breakpoint'],
  sources: [],
  message: 'Several statements stand between two breakpoints.',
  many: 'In {count} places several statements stand between two breakpoints.',
  why:
    'The migrator sends what stands between two breakpoints as one query. pg and postgres.js run it; ' +
    'drivers that prepare each query (neon-http, PGlite, Data API) refuse more than one statement (42601).',
  todo: 'Put `--> statement-breakpoint` between the statements.',
  examples: {
    flagged: [
      {
        title: 'two statements without a breakpoint',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, two]) },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'a breakpoint between two statements',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, apart]) },
      },
      {
        title: 'a DO block is one statement for the driver, and a comment is none',
        trees: { base: exampleHistory([users]), head: exampleHistory([users, block]) },
      },
    ],
  },
  history({ pending, sqlOf, report }) {
    for (const { file } of pending) {
      const statements = (file && sqlOf(file)?.statements) ?? [];
      const outer = statements.filter(({ within }) => !within);
      for (const [first, ...others] of Map.groupBy(outer, ({ chunk }) => chunk).values()) {
        if (!file || !first || others.length === 0) continue;
        const { end } = first.range;
        const isPair = others.length === 1 && others[0]!.range.start.line > end.line;
        report({
          path: file.path,
          at: first.range,
          about: file.tag,
          cause: 'several',
          ...(isPair && { fix: { at: { start: end, end }, text: '--> statement-breakpoint' } }),
        });
      }
    }
  },
});
