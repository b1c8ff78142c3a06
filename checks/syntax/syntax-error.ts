import { defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'syntax-error',
  title: 'A migration does not parse',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  needs: 'file',
  covers: ['syntax-error'],
  sources: [{ tool: 'squawk', rule: 'syntax-error' }],
  message: 'PostgreSQL cannot parse this: {problem}.',
  many: 'PostgreSQL cannot parse {count} places: {problem}.',
  why: 'The migration fails where it stands, and with it the deploy.',
  todo: 'Correct the SQL. The place is where PostgreSQL stopped reading; the mistake is there or before.',
  variants: {
    'byte-order-mark': {
      message: 'The migration begins with a byte order mark.',
      why:
        "Drizzle's migrator sends the file as it is, and PostgreSQL takes the mark for a part of the " +
        'first word, so that the first statement is a syntax error.',
      todo: 'Save the file as UTF-8 without a byte order mark.',
    },
    'newer-syntax': {
      message: 'PostgreSQL {version} does not know this syntax: {problem}.',
      why:
        'A newer PostgreSQL accepts the statement. The configured one refuses it, and with it the ' +
        'whole migration.',
      todo: 'Write it in the way of the configured version, or correct `postgres` in the configuration.',
    },
    'nul-byte': {
      message: 'The migration holds a NUL byte.',
      why:
        'PostgreSQL refuses a NUL byte in any text, and tools that stop reading at it would not see ' +
        'what follows.',
      todo: 'Remove the byte. A file in UTF-16 has one in every second place: save it as UTF-8.',
    },
    'not-utf8': {
      message: 'The migration is not UTF-8.',
      why:
        "Drizzle's migrator reads files as UTF-8 and puts a replacement character in place of what " +
        'is not, so the database would hold other text than the file.',
      todo: 'Save the file as UTF-8.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a word that does not belong there; the statements around it are still seen',
        sql: 'CREATE TABLE a (id int);\n--> statement-breakpoint\nALTER TABLE b ADD COLUM c int;',
        lines: [3],
      },
      {
        title: 'an unterminated string',
        sql: "SELECT 1;\nUPDATE a SET b = 'x WHERE c;",
        lines: [2],
      },
      { title: 'a byte order mark', sql: '\ufeffSELECT 1;', lines: [1] },
      {
        title: 'PL/pgSQL outside of a DO block: one mistake, one finding',
        sql: 'IF EXISTS (SELECT 1) THEN\n  SELECT 1;\nEND IF;',
        lines: [1],
      },
      { title: 'a NUL byte', sql: 'SELECT 1;\n\0DROP TABLE users;', lines: [2] },
      {
        title: 'newer than the configured version',
        postgres: 15,
        sql: 'ALTER TABLE a ADD CONSTRAINT a_b_nn NOT NULL b NOT VALID;',
        lines: [1],
      },
    ],
    accepted: [
      { title: 'a comment alone', sql: '-- Custom SQL migration file, put your code below! --\n' },
      {
        title: 'syntax of PostgreSQL 18, where no version is configured',
        sql: 'ALTER TABLE a ADD CONSTRAINT a_b_nn NOT NULL b NOT VALID;',
      },
    ],
  },
  file({ text, problem, sql, postgres, report, range: rangeOf }) {
    if (problem === 'not-utf8' && text !== null) {
      const place = text.indexOf('\uFFFD');
      report({ at: rangeOf(place, place + 1), variant: 'not-utf8' });
    }
    if (text?.startsWith('\ufeff')) report({ at: rangeOf(0, 0), variant: 'byte-order-mark' });
    for (const { kind, message, range } of sql.problems) {
      if (kind === 'syntax') report({ at: range, data: { problem: message }, cause: 'syntax' });
      else if (kind === 'nul-byte') report({ at: range, variant: kind });
      else if (kind === 'newer-syntax') {
        report({ at: range, variant: kind, data: { problem: message, version: postgres ?? 0 } });
      }
    }
  },
});
