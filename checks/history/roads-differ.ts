import {
  defineCheck,
  describeDifferences,
  exampleHistory,
  placesOfDifferences,
  type ReplayVisit,
  type RoadDifference,
  type RoadReport,
  startsAnew,
} from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1, sql: 'CREATE TABLE users (id text);' };
const name = 'ALTER TABLE users ADD COLUMN name text;';

const usersTs = `import { integer, pgTable, text } from 'drizzle-orm/pg-core';

export const users = pgTable('users', {
  id: text('id'),
});
`;

function declared(
  schema: string,
  ...migrations: Parameters<typeof exampleHistory>[0]
): Record<string, string> {
  const config = "export default { schema: './schema.ts', dialect: 'postgresql' };";
  const withoutSnapshots = migrations.map((each) => ({ ...each, snapshot: null }));
  return {
    ...exampleHistory(withoutSnapshots),
    'drizzle.config.ts': config,
    'schema.ts': schema,
  };
}

export default defineCheck({
  id: 'roads-differ',
  title: 'Production, a new database, and the schema will not be the same',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  needs: 'replay',
  covers: [],
  sources: [{ tool: 'atlas', rule: 'migrate diff / schema drift' }],
  message: 'A database that exists gets another {object} than a new one: {names}.',
  why:
    'On {engine}, the pending migrations were run where the released ones had been applied, and all of ' +
    'them on an empty database. The two differ: {differences}. So production will not be what tests ' +
    'and new machines have.',
  todo:
    'Leave released migrations as they are, and bring what is missing to existing databases with a new ' +
    'migration, written so that it does nothing where it is there already.',
  variants: {
    recorded: {
      message: 'The migrations and the newest snapshot do not agree on the {object} {names}.',
      why:
        'On {engine}, the database after all migrations was compared with the one that the newest ' +
        'snapshot of drizzle-kit describes: {differences}. drizzle-kit compares the schema with the ' +
        'snapshot, so it will not notice, and queries meet a database other than the one they are typed for.',
      todo:
        'Make the TypeScript schema, the snapshot and the migration say the same: declare by hand what the ' +
        'migration does by hand, or generate the migration again with `npx drizzle-kit generate`.',
    },
    declared: {
      message: 'The migrations and the TypeScript schema do not agree on the {object} {names}.',
      why:
        'On {engine}, the database after all migrations was compared with the one that the TypeScript ' +
        'schema declares: {differences}. Queries are typed for the schema, and meet another database.',
      todo: 'Bring what is missing with a migration, or declare in the schema what a migration does by hand.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a merged migration that is edited: databases that exist do not run it again',
        trees: {
          base: exampleHistory([users, { tag: '0001_name', when: 2, sql: 'SELECT 1;' }]),
          head: exampleHistory([users, { tag: '0001_name', when: 2, sql: name }]),
        },
        lines: [1],
      },
      {
        title: 'a migration by hand, without a snapshot, that is not what the schema declares',
        trees: {
          base: declared(usersTs, users),
          head: declared(usersTs.replace('});', "  age: integer('age'),\n});"), users, {
            tag: '0001_age',
            when: 2,
            sql: 'ALTER TABLE users ADD COLUMN age text;',
          }),
        },
        lines: [1],
        severity: 'warning',
      },
    ],
    accepted: [
      {
        title: 'a migration by hand, without a snapshot, that makes what the schema declares',
        trees: {
          base: declared(usersTs, users),
          head: declared(usersTs.replace('});', "  name: text('name'),\n});"), users, {
            tag: '0001_name',
            when: 2,
            sql: name,
          }),
        },
      },
      {
        title: 'a new migration that is skipped for its time, which is journal-out-of-order',
        trees: {
          base: exampleHistory([{ ...users, when: 5 }]),
          head: exampleHistory([
            { ...users, when: 5 },
            { tag: '0001_name', when: 2, sql: name },
          ]),
        },
      },
      {
        title: 'a new migration behind the released ones',
        trees: {
          base: exampleHistory([users]),
          head: exampleHistory([users, { tag: '0001_name', when: 2, sql: name }]),
        },
      },
    ],
  },
  replay(visit) {
    const { roads, engine } = visit.replay;
    if (!startsAnew(visit)) {
      for (const { at, path, differences, isSkipped } of placesOfDifferences(
        visit,
        roads.fresh.differences,
        'fresh',
      )) {
        // What the migrator skips is journal-out-of-order, with the differences as its evidence.
        if (isSkipped) continue;
        visit.report({ path, at, ...wordsOf(differences, engine, 'on a new database') });
      }
    }
    // What a new database has and this one does not is told above, once.
    const ofSnapshot = without(roads.recorded.differences, [roads.fresh]);
    reportSchema(visit, ofSnapshot, 'recorded', 'in the snapshot');
    reportSchema(visit, onlyDeclared(visit), 'declared', 'in the schema');
  },
});

function reportSchema(
  visit: ReplayVisit,
  all: readonly RoadDifference[],
  variant: 'recorded' | 'declared',
  where: string,
): void {
  for (const { at, path, differences } of placesOfDifferences(visit, all, 'recorded')) {
    const isMissing = differences.some(
      ({ class: kind, upgrade }) => upgrade === null && (kind === 'table' || kind === 'column'),
    );
    const isExtra = differences.every(({ other }) => other === null);
    visit.report({
      path,
      at,
      variant,
      severity: isMissing ? 'error' : isExtra ? 'notice' : 'warning',
      ...wordsOf(differences, visit.replay.engine, where),
    });
  }
}

function without(
  differences: readonly RoadDifference[],
  roads: readonly RoadReport[],
): readonly RoadDifference[] {
  const keyOf = ({ class: kind, name }: RoadDifference): string => `${kind} ${name}`;
  const told = new Set(roads.flatMap((road) => road.differences.map(keyOf)));
  return differences.filter((each) => !told.has(keyOf(each)));
}

/**
 * What the schema has otherwise, and nothing else tells: where both of them were compared with the
 * snapshot, that explains all of it.
 */
function onlyDeclared({ replay, drift }: ReplayVisit): readonly RoadDifference[] {
  const { fresh, recorded, declared } = replay.roads;
  if (drift && recorded.state !== 'unknown') return [];
  const named = new Set(drift?.map(({ name }) => lastOf(name)));
  return without(declared.differences, [fresh, recorded]).filter(
    ({ name }) => !named.has(lastOf(name)),
  );
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function wordsOf(differences: readonly RoadDifference[], engine: string, where: string) {
  const data = { ...describeDifferences(differences, where), engine: { prose: engine } };
  const about = differences.map(({ class: kind, name }) => [kind, name]);
  return { data, about, evidence: { engine, differences } };
}
