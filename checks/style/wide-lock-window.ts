import {
  blocksReads,
  blocksWrites,
  defineCheck,
  keyOf,
  lockingKinds,
  writeQualified,
} from '../../src/review/check.ts';

const released = 'CREATE TABLE users (id int);\nCREATE TABLE posts (id int);';

export default defineCheck({
  id: 'wide-lock-window',
  title: 'One transaction locks several tables',
  category: 'style',
  severity: 'warning',
  onError: 'accept',
  assumes: 'transaction',
  needs: 'statements',
  on: [...lockingKinds],
  covers: ['wide-lock-window', 'multiple-foreign-keys'],
  sources: [
    { tool: 'online_migrations', rule: 'multiple_foreign_keys' },
    { tool: 'online_migrations', rule: 'drop_table_multiple_foreign_keys' },
    { tool: 'pgfence', rule: 'wide-lock-window' },
    { tool: 'migrationpilot', rule: 'MP008' },
  ],
  message: 'Locks {table}, with {held} locked already in the same transaction.',
  many: '{count} statements lock further tables ({table}) while others are locked ({held}).',
  why:
    'Each table stays locked until the transaction ends. The more of them, the longer all queries queue, ' +
    'and a query that needs two of them in the other order ends in a deadlock (40P01), with the ' +
    'migration or in its place.',
  todo: 'Where the tables are busy, ship one of them at a time. With a lock_timeout it can be repeated.',
  examples: {
    flagged: [
      {
        title: 'two tables that were there before',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE posts ADD COLUMN a int;',
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'one table twice',
        released,
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE users ADD COLUMN b int;',
      },
      {
        title: 'a new table, and foreign keys of it to several others, which block no reads',
        released,
        sql: 'CREATE TABLE a (b int REFERENCES users (id), c int REFERENCES posts (id));',
      },
      {
        title: 'in two transactions',
        released,
        transaction: 'none',
        sql: 'ALTER TABLE users ADD COLUMN a int;\nALTER TABLE posts ADD COLUMN a int;',
      },
    ],
  },
  statement(visit) {
    const wanted = visit.locks.filter(({ mode }) => blocksWrites(mode));
    const held = [...visit.held.values()].filter(({ mode }) => blocksWrites(mode));
    // Locks that only hold up writes for a moment deadlock with nobody who reads.
    if (![...wanted, ...held].some(({ mode }) => blocksReads(mode))) return;
    const own = new Set(wanted.map(({ table }) => keyOf(table)));
    const others = held.filter(({ table }) => !own.has(keyOf(table)));
    if (wanted.length === 0 || others.length === 0) return;
    visit.report({ data: { table: names(wanted), held: names(others) }, cause: 'wide' });
  },
});

function names(locks: readonly { readonly table: { schema: string; name: string } }[]): string[] {
  return [...new Set(locks.map(({ table }) => writeQualified(table.schema, table.name)))];
}
