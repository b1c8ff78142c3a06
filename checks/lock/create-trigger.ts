import {
  as,
  defineCheck,
  isDroppedLater,
  isOlder,
  stringsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'create-trigger',
  title: 'A trigger comes to, or goes from, a table in use',
  category: 'lock',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateTrigStmt', 'DropStmt'],
  covers: ['create-trigger', 'drop-trigger'],
  sources: [
    { tool: 'pgsafe', rule: 'add-trigger' },
    { tool: 'migrationpilot', rule: 'MP090' },
  ],
  message: 'Creates the trigger {trigger} on {table}.',
  many: 'Creates {count} triggers on {table}: {trigger}.',
  why:
    'CREATE TRIGGER needs a SHARE ROW EXCLUSIVE lock, so writes wait until the migration commits. From ' +
    'then on each write of a row runs its function.',
  todo: 'Nothing, where the function is fast and the migration short. Set a lock_timeout on a busy table.',
  variants: {
    drop: {
      message: 'Drops the trigger {trigger} of {table}.',
      many: 'Drops {count} triggers of {table}: {trigger}.',
      why:
        'DROP TRIGGER needs an ACCESS EXCLUSIVE lock, so reads and writes wait until the migration ' +
        'commits. What the trigger kept true is no longer kept.',
      todo: 'Make sure that nothing relies on it. Set a lock_timeout on a busy table.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a new one',
        sql: 'CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();',
        lines: [1],
      },
      { title: 'one that goes', sql: 'DROP TRIGGER t ON users;', lines: [1] },
    ],
    accepted: [
      {
        title: 'a new table',
        sql: 'CREATE TABLE a (b int);\nCREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();',
      },
      {
        title: 'DROP before CREATE, so that the migration can be repeated',
        sql: 'CREATE TABLE a (b int);\nDROP TRIGGER IF EXISTS t ON a;\nCREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const create = as(node, 'CreateTrigStmt');
    if (create?.relation && isOlder(visit, create.relation)) {
      const table = written(create.relation);
      visit.report({ data: { trigger: create.trigname ?? '', table }, cause: table });
    }
    const drop = as(node, 'DropStmt');
    if (drop?.removeType !== 'OBJECT_TRIGGER') return;
    const [trigger = '', relname = '', schemaname] = stringsOf(drop.objects?.[0]).toReversed();
    const table = schemaname === undefined ? { relname } : { schemaname, relname };
    if (!isOlder(visit, table) || isDroppedLater(visit, table)) return;
    const isReplaced = visit.pending
      .slice(visit.index + 1)
      .some(({ statement }) => as(statement.node, 'CreateTrigStmt')?.trigname === trigger);
    if (isReplaced) return;
    visit.report({
      data: { trigger, table: written(table) },
      variant: 'drop',
      cause: `drop ${relname}`,
    });
  },
});
