import {
  defineCheck,
  exampleHistory,
  exampleSnapshot,
  type SchemaDrift,
  type DriftVisit,
} from '../../src/review/check.ts';

const config = {
  'drizzle.config.ts': "export default { schema: './schema.ts', dialect: 'postgresql' };",
};
const users = `import { pgTable, text } from 'drizzle-orm/pg-core';

export const users = pgTable('users', {
  id: text('id').primaryKey(),
});
`;
const nick = users.replace('});', "  nick: text('nick'),\n});");
const renamed = users.replace(
  "id: text('id').primaryKey()",
  "userId: text('user_id').primaryKey()",
);
const unknown = `import { more } from 'elsewhere';\n${users.replace('{\n', '{\n  ...more,\n')}`;

const id = { name: 'id', type: 'text', primaryKey: true, notNull: true };
const nickname = { name: 'nick', type: 'text', primaryKey: false, notNull: false };
const start = {
  tag: '0000_users',
  when: 1_760_000_000_000,
  sql: 'CREATE TABLE users (id text PRIMARY KEY);',
  snapshot: exampleSnapshot('one', null, { users: [id] }),
};
const added = {
  tag: '0001_nick',
  when: 1_770_000_000_000,
  sql: 'ALTER TABLE users ADD COLUMN nick text;',
};
const generated = { ...added, snapshot: exampleSnapshot('two', 'one', { users: [id, nickname] }) };
const needed = {
  ...added,
  sql: 'ALTER TABLE users ADD COLUMN nick text NOT NULL;',
  snapshot: exampleSnapshot('two', 'one', { users: [id, { ...nickname, notNull: true }] }),
};
const custom = { ...added, snapshot: exampleSnapshot('two', 'one', { users: [id] }) };

const base = { ...config, ...exampleHistory([start]), 'schema.ts': users };

/** What a finding shows of each. */
const most = 40;

export default defineCheck({
  id: 'schema-not-generated',
  title: 'The schema changed, and no migration was generated',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'drift',
  covers: ['schema-drift'],
  sources: [],
  message: 'The schema {verb} {names}, and no migration does.',
  why:
    'The newest snapshot, {snapshot}, does not have it: after the last change of the schema ' +
    '`drizzle-kit generate` was not run, or what it wrote is not committed. A database that is migrated ' +
    'stays as it was, and code that relies on the new schema fails there.',
  todo:
    'Run `drizzle-kit generate`, and commit the migration, the journal and the snapshot.{rename} ' +
    'The schema differs in:\n\n```text\n{differences}\n```\n\nMissing is:\n\n```sql\n{sql}\n```',
  variants: {
    // The snapshot, and nothing else, lacks it.
    handwritten: {
      message: 'A migration {verb} {names}, and the newest snapshot does not record it.',
      why:
        'The migrations lead to the schema, but drizzle-kit compares the schema with the newest ' +
        'snapshot, {snapshot}. That one does not know of it: the SQL was written by hand, or the ' +
        'snapshot comes from a branch that did not have it yet. The next `drizzle-kit generate` writes ' +
        'it once more, and that migration fails.',
      todo:
        'Generate the newest migration anew, on top of base: delete it with its snapshot and its entry ' +
        'in the journal, run `drizzle-kit generate`, and put what was written by hand into the file ' +
        'that it makes. Otherwise the next migration holds once more:\n\n```sql\n{sql}\n```',
    },
    unclear: {
      message: 'The schema {verb} {names}, and the newest snapshot does not record it.',
      why:
        '{snapshot} differs from the schema. Whether the migrations make the difference by hand could ' +
        'not be read from them. If they do not, a database that is migrated stays as it was; if they ' +
        'do, the next `drizzle-kit generate` writes it once more, and that migration fails.',
    },
    // The first of the two releases that a drop takes.
    leftBehind: {
      message: 'The schema declares {names} no more, and the database keeps it.',
      why:
        'Code goes on without it, so this is right as the first of two releases: the second one drops ' +
        'it, when no version that runs declares it. Until then the next `drizzle-kit generate`, whoever ' +
        'runs it and for whatever, writes the drop into its migration. The newest snapshot is {snapshot}.',
      todo:
        'If it shall go: generate the migration that drops it in the release after this one. Say so here ' +
        'with `// db-review-ignore schema-not-generated: dropped in the next release`, if you like. If ' +
        'it was not meant to go, declare it again. The drop will be:\n\n```sql\n{sql}\n```',
    },
    withoutSql: {
      todo:
        'Run `drizzle-kit generate`, and commit the migration, the journal and the snapshot.{rename} ' +
        'The schema differs in:\n\n```text\n{differences}\n```',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column without its migration',
        trees: { base, head: { ...base, 'schema.ts': nick } },
        lines: [5],
      },
      {
        title: 'a column under another name',
        trees: { base, head: { ...base, 'schema.ts': renamed } },
        lines: [4],
      },
      {
        title: 'a column that the database keeps for one release more',
        trees: {
          base: { ...config, ...exampleHistory([start, generated]), 'schema.ts': nick },
          head: { ...config, ...exampleHistory([start, generated]), 'schema.ts': users },
        },
        lines: [3],
        severity: 'warning',
      },
      {
        title: 'a column that new rows must have',
        trees: {
          base: { ...config, ...exampleHistory([start, needed]), 'schema.ts': nick },
          head: { ...config, ...exampleHistory([start, needed]), 'schema.ts': users },
        },
        lines: [3],
      },
      {
        title: 'a migration by hand, whose snapshot is a copy of the one before',
        trees: {
          base,
          head: { ...config, ...exampleHistory([start, custom]), 'schema.ts': nick },
        },
        lines: [5],
        severity: 'warning',
      },
    ],
    accepted: [
      {
        title: 'a column with its migration',
        trees: {
          base,
          head: { ...config, ...exampleHistory([start, generated]), 'schema.ts': nick },
        },
      },
      {
        title: 'what base forgot',
        trees: {
          base: { ...base, 'schema.ts': nick },
          head: {
            ...base,
            'schema.ts': `${nick}\nexport type User = typeof users.$inferSelect;\n`,
          },
        },
      },
      {
        title: 'what cannot be read without running it',
        trees: { base, head: { ...base, 'schema.ts': unknown } },
      },
    ],
  },
  drift(visit) {
    const { drift } = visit;
    // One finding for all that base has already, which is base's too and so left out.
    const old = drift.filter(({ isOld }) => isOld);
    if (old.length > 0) visit.report({ ...wordsOf(visit, old, null, 'unclear'), about: 'base' });

    const fresh = drift.filter(({ isOld }) => !isOld);
    const missing = fresh.filter(({ isMade }) => isMade === false);
    const unclear = fresh.filter(({ isMade }) => isMade === null);
    const made = fresh.filter(({ isMade }) => isMade === true);
    // What is surely missing shows that nothing was generated.
    const { sql } = visit;
    const isContract =
      sql.missing !== null && [...missing, ...unclear].every(({ isLeftBehind }) => isLeftBehind);
    if (missing.length > 0 && isContract) {
      visit.report(wordsOf(visit, [...missing, ...unclear], sql.missing, 'leftBehind'));
    } else if (missing.length > 0)
      visit.report(wordsOf(visit, [...missing, ...unclear], sql.missing));
    else if (unclear.length > 0) visit.report(wordsOf(visit, unclear, sql.missing, 'unclear'));
    // Without a snapshot of its own, `snapshot-missing` tells it.
    if (made.length > 0 && visit.withoutSnapshot.length === 0) {
      visit.report(wordsOf(visit, made, sql.made, 'handwritten'));
    }
  },
});

function wordsOf(
  { snapshot }: DriftVisit,
  drift: readonly SchemaDrift[],
  sql: readonly string[] | null,
  variant?: 'unclear' | 'handwritten' | 'leftBehind',
): Parameters<DriftVisit['report']>[0] {
  const { place } = drift[0]!;
  const written = drift.map(({ kind, object, name, detail, place }) => {
    const what = [kind, object, name, detail].filter((each) => each !== '').join(' ');
    return `${what}  ${place.path}:${place.range.start.line}`;
  });
  return {
    path: place.path,
    at: place.range,
    about: drift.map(({ kind, object, name, detail }) => [kind, object, name, detail]),
    ...(variant && { severity: 'warning' }),
    variant: [sql ? [] : 'withoutSql', variant ?? []].flat(),
    data: {
      names: drift.map(({ name }) => name),
      verb: { prose: verbOf(drift) },
      snapshot: snapshot.path,
      rename: { prose: mayBeRename(drift) ? renameAdvice : '' },
      differences: cut(written, '… and {} more'),
      sql: cut(sql ?? [], '-- … and {} statements more'),
    },
    evidence: {
      snapshot: snapshot.path,
      differences: drift.map(({ kind, object, name, detail, place }) => ({
        kind,
        object,
        name,
        detail,
        path: place.path,
        line: place.range.start.line,
      })),
      sql,
    },
  };
}

/** What the schema does, where it does one thing only. */
function verbOf(drift: readonly SchemaDrift[]): string {
  const [first, ...others] = new Set(drift.map(({ kind }) => kind));
  if (others.length > 0) return 'changes';
  return first === 'added' ? 'adds' : first === 'removed' ? 'removes' : 'changes';
}

const renameAdvice =
  ' If something only got another name, say so when drizzle-kit asks: the SQL below drops and adds, ' +
  'which loses what is stored.';

/** Of one kind, one is gone and another one is new. */
function mayBeRename(drift: readonly SchemaDrift[]): boolean {
  const gone = drift.filter(({ kind }) => kind === 'removed');
  return gone.some(({ object, name }) =>
    drift.some(
      (each) =>
        each.kind === 'added' && each.object === object && holderOf(each.name) === holderOf(name),
    ),
  );
}

/** The table of a column; the same for all that stands in none. */
function holderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function cut(lines: readonly string[], rest: string): string[] {
  const more = lines.length - most;
  const shown = lines.slice(0, most).map((line) => line.trimEnd());
  return more > 0 ? [...shown, rest.replace('{}', String(more))] : shown;
}
