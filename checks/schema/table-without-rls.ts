import { defineCheck } from '../../src/review/check.ts';

function table(name: string, isGuarded: boolean): string {
  return `export const ${name} = pgTable('${name}', { id: text('id').primaryKey() })${isGuarded ? '.enableRLS()' : ''};\n`;
}

const guarded = ['a', 'b', 'c', 'd'].map((name) => table(name, true)).join('');

export default defineCheck({
  id: 'table-without-rls',
  title: 'A table without row level security, which the others have',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'schema',
  covers: [],
  sources: [],
  options: {
    share: {
      type: 'integer',
      default: 80,
      minimum: 50,
      what: 'The percentage of tables with row level security from which on each one needs it.',
    },
  },
  message: '{table} has no row level security, and {guarded} of {all} tables have it.',
  why:
    'Where clients reach the database through PostgREST or a role of their own, row level security is what ' +
    'keeps them apart. A table without it is open to everyone who holds a grant on it.',
  todo: 'Declare it with `.enableRLS()` and policies, `pgPolicy(…)`. Without a policy nobody but the owner sees a row.',
  examples: {
    flagged: [
      {
        title: 'a new table',
        schema: { before: guarded, after: `${guarded}${table('e', false)}` },
        lines: [5],
      },
    ],
    accepted: [
      {
        title: 'one like the others',
        schema: { before: guarded, after: `${guarded}${table('e', true)}` },
      },
      {
        title: 'a repository that has it for few tables',
        schema: `${table('a', true)}${table('b', false)}${table('c', false)}`,
      },
    ],
  },
  schema(visit) {
    const all = visit.tables.length;
    const guarded = visit.tables.filter(({ relation }) => relation.rowSecurity === 'on').length;
    if (guarded < 3 || guarded * 100 < all * visit.options.share) return;
    for (const { name, relation, place } of visit.tables) {
      if (relation.rowSecurity === 'on') continue;
      visit.report({
        path: place.path,
        at: place.range,
        about: name,
        data: { table: name, guarded, all },
      });
    }
  },
});
