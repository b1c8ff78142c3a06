import { defineCheck, innerBreakpoints } from '../../src/review/check.ts';

export default defineCheck({
  id: 'breakpoint-inside-statement',
  title: 'A breakpoint stands inside of a statement',
  category: 'syntax',
  severity: 'error',
  onError: 'fail',
  needs: 'file',
  covers: ['drizzle-missing-breakpoint'],
  sources: [],
  message: 'A breakpoint stands inside of a string, a body or a comment, and cuts it in two.',
  why:
    "Drizzle's migrator cuts the file at every `--> statement-breakpoint`, whatever it stands in, " +
    'and sends the two halves one after the other. Neither of them parses.',
  todo: 'Remove the marker.',
  examples: {
    flagged: [
      {
        title: 'in the body of a function',
        sql: 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\nSELECT 1;\n--> statement-breakpoint\nSELECT 2;\n$$;',
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'a breakpoint between two statements',
        sql: 'CREATE TABLE a (id int);\n--> statement-breakpoint\nCREATE TABLE b (id int);',
      },
      {
        title: 'behind a comment on its line',
        sql: 'CREATE TABLE a (id int);\n-- next --> statement-breakpoint\nCREATE TABLE b (id int);',
      },
    ],
  },
  file({ text, range, report }) {
    if (text === null) return;
    for (const { marker, around } of innerBreakpoints(text)) {
      const at = range(marker.start, marker.end);
      // The halves do not parse, which is no mistake of its own.
      const within = range(around.start, text.length);
      report({ at, explains: { checks: ['syntax-error'], within } });
    }
  },
});
