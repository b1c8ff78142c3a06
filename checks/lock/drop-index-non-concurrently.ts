import {
  as,
  defineCheck,
  later,
  relationNamed,
  sqlName,
  stringsOf,
  type StatementVisit,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'drop-index-non-concurrently',
  title: 'Dropping an index waits for all who read its table, and blocks them',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt'],
  covers: ['drop-index-non-concurrently'],
  sources: [
    { tool: 'squawk', rule: 'require-concurrent-index-deletion' },
    { tool: 'strong_migrations', rule: 'remove_index' },
    { tool: 'online_migrations', rule: 'remove_index' },
    { tool: 'atlas', rule: 'PG102' },
    { tool: 'django-migration-linter', rule: 'DROP_INDEX' },
  ],
  message: 'Drops the index {index} without CONCURRENTLY.',
  many: 'Drops {count} indexes without CONCURRENTLY: {index}.',
  why:
    'DROP INDEX takes a moment, but holds an ACCESS EXCLUSIVE lock on the table until the transaction ' +
    'of the migrator commits. It first waits for every query of the table, and all others queue behind.',
  todo:
    'For a table that is busy, drop it by hand after the deploy, outside of any transaction, and write ' +
    '`DROP INDEX IF EXISTS` in the migration:\n\n```sql\n{concurrently}\n```',
  variants: {
    autocommit: {
      why:
        'DROP INDEX takes a moment, but needs an ACCESS EXCLUSIVE lock on the table. It first waits ' +
        'for every query of the table, and all others queue behind it.',
      todo: 'This migrator opens no transaction, so write it as:\n\n```sql\n{concurrently}\n```',
    },
  },
  examples: {
    flagged: [
      { title: 'as drizzle-kit writes it', sql: 'DROP INDEX "users_email_idx";', lines: [1] },
      {
        title: 'several are one finding',
        sql: 'DROP INDEX a;\nDROP INDEX IF EXISTS b, c;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'CONCURRENTLY', transaction: 'none', sql: 'DROP INDEX CONCURRENTLY i;' },
      {
        title: 'of a table that the same change made, or drops',
        released: 'CREATE TABLE a (b int);\nCREATE INDEX i ON a (b);',
        sql: 'CREATE TABLE c (d int);\nCREATE INDEX j ON c (d);\nDROP INDEX j;\nDROP INDEX i;\nDROP TABLE a;',
      },
      {
        title: 'an index that the same change made, which nobody can drop by hand',
        released: 'CREATE TABLE a (b int);',
        sql: 'CREATE INDEX i ON a (b);\nDROP INDEX i;',
      },
      {
        title: 'an index that is not there',
        released: 'CREATE TABLE a (b int);',
        sql: 'DROP INDEX IF EXISTS i;',
      },
    ],
  },
  statement(visit) {
    const drop = as(visit.statement.node, 'DropStmt');
    if (drop?.removeType !== 'OBJECT_INDEX' || drop.concurrent) return;
    for (const object of drop.objects ?? []) {
      const parts = stringsOf(object);
      const name = parts.at(-1) ?? '';
      const owner = ownerOf(visit, name);
      if (owner ? owner.isNew || isGone(visit, owner.name) : visit.before.complete) continue;
      const autocommit = visit.transaction === null;
      const index = owner?.indexes.find((each) => each.name === name);
      if (index?.isNew && !autocommit) continue;
      visit.report({
        data: {
          index: name,
          concurrently: `DROP INDEX CONCURRENTLY IF EXISTS ${parts.map(sqlName).join('.')};`,
        },
        cause: 'drop',
        ...(autocommit && { variant: 'autocommit' }),
      });
    }
  },
});

/** The table of an index; null where nobody knows it. */
function ownerOf({ before }: StatementVisit, index: string) {
  const all = [...before.relations.values()];
  return all.find(({ indexes }) => indexes.some(({ name }) => name === index)) ?? null;
}

/** Whether the change drops the table afterwards. */
function isGone(
  visit: StatementVisit,
  { schema, name }: { schema: string; name: string },
): boolean {
  return later(visit).length > 0 && !relationNamed(visit.end(), [schema, name]);
}
