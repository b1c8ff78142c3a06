import { defineCheck, exampleHistory } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1, sql: 'CREATE TABLE users (id text);' };
const enums = {
  tag: '0000_states',
  when: 1,
  sql: `CREATE TYPE state AS ENUM ('open');\n--> statement-breakpoint\nCREATE TABLE orders (state state);`,
};

export default defineCheck({
  id: 'upgrade-fails',
  title: 'The migrations fail on a database that stands where the released ones were applied',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'replay',
  covers: ['fresh-replay-fails'],
  sources: [{ tool: 'atlas', rule: 'migrate lint (dev database)' }],
  message: 'This statement fails when it is run: {message}.',
  why:
    'The released migrations were applied to an empty {engine}, and then the pending ones, in the ' +
    'transactions that the migrator uses. This statement ended it with SQLSTATE {code} ({detail}), ' +
    'without a single row in the tables. The deploy stops here.',
  todo:
    'Correct the statement and try it with `db-review check`. Where the database holds something that ' +
    'no migration makes, say it under `replay.setup` in `.github/db-review.yml`.',
  variants: {
    'exists-already': {
      todo:
        'The object is there already, since a released migration made it. Remove what was made again: ' +
        'keep the released migrations as they are, and generate only what is new on top of them.',
    },
    'other-base': {
      message: 'Where {skipped} was applied after all, this statement fails: {message}.',
      why:
        "By the migrator's rule, databases that exist have skipped {skipped}, and there this change " +
        'runs. On one that has it, such as one that was made from nothing, this statement fails with ' +
        'SQLSTATE {code}.',
      todo: 'Find out which databases have it, and make the statement right for both: `IF NOT EXISTS`, `IF EXISTS`.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'merged migrations that were deleted and generated again under another name',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([{ ...users, tag: '0000_people', when: 2, sql: `${users.sql}\n` }]),
        },
        lines: [1],
      },
      {
        title: 'a column that is not there',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([
            users,
            { tag: '0001_name', when: 2, sql: 'CREATE INDEX users_name ON users (name);' },
          ]),
        },
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'what runs',
        trees: {
          base: exampleHistory([enums]),
          head: exampleHistory([
            enums,
            { tag: '0001_done', when: 2, sql: `ALTER TYPE state ADD VALUE 'done';` },
          ]),
        },
      },
    ],
  },
  replay(visit) {
    const { statements, engine, otherBase } = visit.replay;
    const failed = statements.find(({ error }) => error);
    if (failed?.error) {
      const { code, message, detail } = failed.error;
      visit.report({
        path: failed.path,
        at: failed.range,
        ...(code.startsWith('42P0') && message.includes('already exists')
          ? { variant: 'exists-already' }
          : {}),
        about: [code, message],
        data: {
          message,
          engine: { prose: engine },
          code,
          detail: detail ?? { prose: 'and no detail' },
        },
        evidence: { engine, code, message, detail },
      });
    }
    if (otherBase?.error && !failed) {
      const { path, line, code, message } = otherBase.error;
      const twin = statements.find((each) => each.path === path && each.range.start.line === line);
      if (!twin) return;
      visit.report({
        path,
        at: twin.range,
        severity: 'warning',
        variant: 'other-base',
        about: [code, message],
        data: { message, code, skipped: otherBase.skipped },
        evidence: { engine, code, message, skipped: otherBase.skipped },
      });
    }
  },
});
