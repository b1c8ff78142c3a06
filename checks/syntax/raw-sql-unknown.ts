import { defineCheck, startOfFile } from '../../src/review/check.ts';

export default defineCheck({
  id: 'raw-sql-unknown',
  title: 'A part of a migration could not be reviewed',
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  needs: 'file',
  covers: ['raw-sql-unknown'],
  sources: [
    { tool: 'strong_migrations', rule: 'change_table' },
    { tool: 'strong_migrations', rule: 'execute' },
    { tool: 'pgsafe', rule: 'unchecked-do-block' },
  ],
  message: 'This part of the migration could not be reviewed: {problem}.',
  why:
    'A statement of this size or depth is not parsed, so nothing in it was checked. It may be right, ' +
    'or it may hide what every check looks for.',
  todo:
    'Split it into smaller statements, or load large data from a script outside the migrations. If it ' +
    'has to stay, a person reads it and accepts it.',
  examples: {
    flagged: [
      {
        title: 'an expression that is nested deeper than any person writes',
        sql: `SELECT ${'1+('.repeat(3_000)}1${')'.repeat(3_000)};`,
        lines: [1],
      },
      {
        title: 'a statement of more than two megabytes',
        sql: `SELECT 1;\n--> statement-breakpoint\nSELECT '${'x'.repeat(2_000_001)}';`,
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'an insert of a hundred rows',
        sql: `INSERT INTO a VALUES ${'(1),'.repeat(99)}(1);`,
      },
    ],
  },
  file({ text, sql, report }) {
    // Of a file that is not looked into, no ignore comment is known either.
    const unread = sql.statements.length + sql.comments.length === 0;
    const evidence = unread ? { unread } : {};
    if (text === null) {
      report({ at: startOfFile, data: { problem: 'the file is too large' }, evidence });
    }
    for (const { kind, message, range } of sql.problems) {
      if (kind !== 'too-large' && kind !== 'too-complex') continue;
      // What it holds is not known, so that another text of the file is another finding.
      report({ at: range, data: { problem: message }, about: [message, text], evidence });
    }
  },
});
