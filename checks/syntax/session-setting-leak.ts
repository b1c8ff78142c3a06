import { as, defineCheck, later } from '../../src/review/check.ts';

const reaching: ReadonlySet<string> = new Set([
  'check_function_bodies',
  'role',
  'row_security',
  'search_path',
  'session_authorization',
]);

export default defineCheck({
  id: 'session-setting-leak',
  title: 'A setting of the session reaches further than its migration',
  category: 'syntax',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['VariableSetStmt'],
  covers: ['session-setting-leak'],
  sources: [{ tool: 'bytebase', rule: 'STATEMENT_CHECK_SET_ROLE_VARIABLE' }],
  message: 'Sets {setting} for the whole session, and does not set it back.',
  why:
    'It holds for all migrations that follow on the connection, and with a pool also for queries of ' +
    'the application. On a database where this migration ran earlier, the next ones run without it.',
  todo: 'Write `SET LOCAL`, which ends with the transaction, or `RESET {setting};` at the end.',
  examples: {
    flagged: [{ title: 'a path', sql: 'SET search_path = auth;', lines: [1] }],
    accepted: [
      { title: 'LOCAL', sql: 'SET LOCAL search_path = auth;' },
      { title: 'set back', sql: 'SET search_path = auth;\nRESET search_path;' },
      { title: 'a limit, which harms nobody', sql: "SET lock_timeout = '5s';" },
    ],
  },
  statement(visit) {
    const set = as(visit.statement.node, 'VariableSetStmt');
    const { name = '', kind, is_local: isLocal } = set ?? {};
    if (!reaching.has(name) || isLocal || kind !== 'VAR_SET_VALUE' || visit.statement.within)
      return;
    const isBack = later(visit).some(({ statement }) => {
      const other = as(statement.node, 'VariableSetStmt');
      return other?.kind === 'VAR_RESET_ALL' || (other?.name === name && !other.is_local);
    });
    if (!isBack) visit.report({ data: { setting: name } });
  },
});
