import { defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'unused-ignore',
  title: 'An ignore comment does nothing',
  category: 'project',
  severity: 'warning',
  onError: 'accept',
  needs: 'review',
  covers: [],
  sources: [{ tool: 'squawk', rule: 'unused-ignore' }],
  message: 'There is nothing here that {check} reports, so the comment ignores nothing.',
  why: 'A comment that ignores nothing today hides the next finding of that check without anybody seeing it.',
  todo: 'Remove the comment, or put it right before the statement that it is about.',
  variants: {
    unknown: {
      message: 'There is no check {check}, so the comment ignores nothing.',
      why: 'An ignore comment names the check that it silences, and nothing else.',
      todo:
        'Write `-- db-review-ignore <check>: <reason>` with the id of the finding. `db-review explain` ' +
        'lists all ids.',
    },
    reasonless: {
      message: 'The comment gives no reason, so {check} is not ignored.',
      why: 'The reason is what a reviewer reads, now and in a year. Without one, the comment has no effect.',
      todo: 'Write `-- db-review-ignore {check}: <reason>`.',
    },
    refused: {
      message: 'An error of {check} cannot be ignored.',
      why: 'It fails the deploy, or nothing can be said about it, so no comment can make it right.',
      todo: 'Remove the comment, and repair what the error says.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a check that does not exist',
        sql: '-- db-review-ignore drop-tabel: not in use\nSELECT 1;',
        lines: [1],
      },
      {
        title: 'without a reason',
        sql: '-- db-review-ignore update-without-where\nUPDATE a SET b = 1;',
        lines: [1],
      },
      {
        title: 'nothing to ignore',
        sql: '-- db-review-ignore update-without-where: small\nUPDATE a SET b = 1 WHERE c;',
        lines: [1],
      },
      {
        title: 'before another statement than the one it is about',
        sql: '-- db-review-ignore update-without-where: small\nSELECT 1;\nUPDATE a SET b = 1;',
        lines: [1],
      },
      {
        title: 'an error that nobody can ignore',
        sql: '-- db-review-ignore syntax-error: it works for me\nALTER TABLE;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'it ignores what follows',
        sql: '-- db-review-ignore update-without-where: ten rows\nUPDATE a SET b = 1;',
      },
      {
        title: 'it ignores in the whole file',
        sql: '-- db-review-ignore-file update-without-where: ten rows\nSELECT 1;\nUPDATE a SET b = 1;',
      },
    ],
  },
});
