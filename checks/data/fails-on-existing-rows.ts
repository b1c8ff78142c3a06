import { defineCheck, exampleHistory, type ReplayedProbe } from '../../src/review/check.ts';

const users = {
  tag: '0000_users',
  when: 1,
  sql: "CREATE TABLE users (id text PRIMARY KEY, email text, role text DEFAULT 'member' NOT NULL);",
};
const before = exampleHistory([users]);
const change = (sql: string) => ({
  base: before,
  head: exampleHistory([users, { tag: '0001_change', when: 2, sql }]),
});

/** How ordinary the rows are decides how grave it is. */
const severities = {
  any: 'error',
  ordinary: 'error',
  explicit: 'warning',
  extreme: 'notice',
} as const;

export default defineCheck({
  id: 'fails-on-existing-rows',
  title: 'A migration fails on rows that the schema allows',
  category: 'data',
  severity: 'error',
  onError: 'accept',
  needs: 'replay',
  covers: [],
  sources: [],
  message: 'Fails on rows of {table} that the released schema allows ({code}).',
  why:
    'With these rows in the database that the released migrations leave, the pending migrations stop ' +
    'here on {engine}: {error}.\n\n```sql\n{rows}\n```\n\nYour schema allows such rows; whether your ' +
    'database holds some, db-review cannot see.',
  todo:
    'Find out whether there are such rows, and correct or remove them in a statement before this one, so ' +
    'that the migration runs on every database.',
  variants: {
    counted: {
      todo:
        'Count such rows in production:\n\n```sql\n{query}\n```\n\nWhere there are some, correct or ' +
        'remove them in a statement before this one, so that the migration runs on every database.',
    },
    required: {
      message: 'Fails as soon as {table} holds a single row ({code}).',
      todo:
        'Give the new column a default, or take three steps: add it without NOT NULL, fill it, then set ' +
        'NOT NULL. Only a table that is empty everywhere takes it as it stands:\n\n```sql\n{query}\n```',
    },
    guarded: {
      message: 'The migration refuses some rows of {table} itself, and stops the deploy at them.',
      why: 'On rows that the released schema allows it raises: {error}. That is a guard.',
      todo: 'Nothing, if that is meant. Before the deploy, look whether there are such rows.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column that rows leave out becomes NOT NULL',
        trees: change('ALTER TABLE users ALTER COLUMN email SET NOT NULL;'),
        lines: [1],
      },
      {
        title: 'a unique index over values that may be equal',
        trees: change('CREATE UNIQUE INDEX users_email ON users (email);'),
        lines: [1],
      },
      {
        title: 'a required column, for any row',
        trees: change(
          'SELECT 1;\n--> statement-breakpoint\nALTER TABLE users ADD COLUMN age integer NOT NULL;',
        ),
        lines: [3],
      },
      {
        title: 'a value that is no default, and that the check refuses',
        trees: change("ALTER TABLE users ADD CHECK (role IN ('member', 'admin'));"),
        lines: [1],
        severity: 'warning',
      },
      {
        title: 'a guard of its own',
        trees: change(
          "DO $$ BEGIN IF EXISTS (SELECT FROM users WHERE email IS NULL) THEN RAISE EXCEPTION 'emails first'; END IF; END $$;\n" +
            '--> statement-breakpoint\nALTER TABLE users ALTER COLUMN email SET NOT NULL;',
        ),
        lines: [1],
        severity: 'notice',
      },
    ],
    accepted: [
      {
        title: 'a backfill before it',
        trees: change(
          "UPDATE users SET email = '' WHERE email IS NULL;\n--> statement-breakpoint\n" +
            'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
        ),
      },
      {
        title: 'what the primary key forbids already',
        trees: change('CREATE UNIQUE INDEX users_id_email ON users (id, email);'),
      },
      {
        title: 'a required column with a default',
        trees: change('ALTER TABLE users ADD COLUMN age integer DEFAULT 0 NOT NULL;'),
      },
    ],
  },
  replay(visit) {
    const { probes, engine } = visit.replay;
    for (const probe of probes) {
      const { path, range, status, grade, table, object, rows, query, error } = probe;
      if (!error || (status !== 'proven' && status !== 'guarded')) continue;
      visit.report({
        path,
        at: range,
        variant: variantOf(probe),
        severity: status === 'guarded' ? 'notice' : severities[grade ?? 'ordinary'],
        about: [status, probe.kind, table, object],
        data: {
          table,
          code: { prose: error.code },
          engine: { prose: engine },
          error: error.detail ? `${error.message} (${error.detail})` : error.message,
          rows: rows.join('\n'),
          query: query ?? '',
        },
        evidence: { engine, grade, rows, query, error },
      });
    }
  },
});

function variantOf({ status, grade, query }: ReplayedProbe): string[] {
  if (status === 'guarded') return ['guarded'];
  if (query === null) return [];
  return grade === 'any' ? ['required'] : ['counted'];
}
