import fc from 'fast-check';
import type { Finding, Review } from '../../src/review/finding.ts';
import { codeSpan } from '../../src/review/words.ts';
import { dropColumn, reviewOf } from './reviews.ts';

const pieces = [
  ...['`', '``', '```', '~~~', '~~~~', '\n', '\n\n', '\n   ', '\n    ', '\n- ', '1. ', '> ', '\\'],
  ...[
    '|',
    '\n| a |\n| - |\n| ',
    '\n:-\n',
    '\n---\n',
    '@acme',
    '@acme/team',
    '#12',
    '_GH-7',
    'o/r#3',
  ],
  ...[
    '![x](https://evil.example/a.png)',
    '![x][y]',
    '\n[y]: https://evil.example\n',
    '<img src=x>',
  ],
  ...[
    '<a href="`">',
    '</details>',
    '\n</details>\n',
    '\n<details>\n',
    '<!-- ',
    ' -->',
    '&#64;acme',
  ],
  ...['<!-- db-review:summary v1 e30 -->', '_www.evil.example', 'https://evil.example', ':shipit:'],
  ...[
    'https://orm.drizzle.team/x',
    '[d](https://www.postgresql.org/docs/)',
    '!',
    '[',
    ']',
    '(',
    ')',
  ],
  ...[
    'suggestion',
    'sql',
    'text',
    ' ',
    '😀',
    '商',
    '\u202e',
    '\0',
    '\u001b[31m',
    '\t',
    '\r',
    '\ud800',
  ],
  ...['{{findings}}', '{{{todo}}}', '&', '$', '*', '_', '#', '@'],
];

/** Text that tries to be more than text. */
export const hostileText = fc
  .array(fc.constantFrom(...pieces), { maxLength: 14 })
  .map((all) => all.join(''));

/** The words of a finding that hostile text was filled into, with care and without. */
export const hostileMarkdown = fc
  .array(
    fc.oneof(
      hostileText,
      hostileText.map((text) => codeSpan(text)),
      hostileText.map((text) => `\n\`\`\`sql\n${text}\n\`\`\`\n`),
    ),
    { maxLength: 4 },
  )
  .map((all) => all.join(' '));

const hostileFinding: fc.Arbitrary<Finding> = fc
  .record({
    path: hostileText,
    title: hostileText,
    message: hostileMarkdown,
    why: hostileMarkdown,
    todo: hostileMarkdown,
    severity: fc.constantFrom('error', 'warning', 'notice'),
    ignored: fc.option(fc.record({ reason: hostileText })),
    accepted: fc.option(fc.record({ by: hostileText, reason: hostileText })),
  })
  .map((parts) => ({ ...dropColumn, ...parts }));

export const hostileReview: fc.Arbitrary<Review> = fc
  .record({
    findings: fc.array(hostileFinding, { minLength: 1, maxLength: 14 }),
    changes: fc.array(
      fc.record({
        kind: fc.constant('added'),
        object: fc.constant('table'),
        name: hostileText,
        detail: hostileText,
      }),
      { maxLength: 3 },
    ),
    skipped: fc.array(fc.record({ check: fc.constant('drop-table'), because: hostileText }), {
      maxLength: 3,
    }),
  })
  .map(({ findings, ...parts }) => reviewOf(findings, { ...parts, verdict: 'fail' }));

const ownLink =
  /(?<!!)\[[^\]]*\]\(https:\/\/(?:orm\.drizzle\.team|www\.postgresql\.org)\/[\w./#-]*\)/g;

/** Markdown of a report without its code, its own links and its own HTML. */
export function withoutCode(markdown: string): string {
  return markdown
    .replace(/^( *)(`{3,})[^\n`]*\n(?:.*\n)*?\1\2$/gm, '')
    .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '·')
    .replace(/\[·\]\(https:\/\/github\.com\/acme\/shop\/[^\s()]*\)/g, '·')
    .replace(ownLink, '·')
    .replace(/^<details><summary>[^<]*<\/summary>$|^<\/details>$/gm, '')
    .replace(/^#### |^### /gm, '')
    .replace(/&#\d+;/g, ' ')
    .replace(/\n<!-- db-review:summary v1(?: [\w-]+)? -->$/, '');
}

/** What must not come to life outside code. */
export const alive =
  /@\w|#\d|GH-\d|!\[|\[[^\]]*\]\(|\[[^\]]*\]:|<|:\/\/|www\.|:\w+:|[\0\u001b\u202e]/i;

/** Whether every fence and `<details>` that is opened is closed. */
export function isClosed(markdown: string): boolean {
  let fence: string | null = null;
  let depth = 0;
  for (const line of markdown.split('\n')) {
    const marks = /^ {0,3}(`{3,})[^`]*$/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (line.trim() === fence) fence = null;
    } else if (marks) fence = marks;
    else depth += (line.match(/^<details>/) ? 1 : 0) - (line.match(/^<\/details>/) ? 1 : 0);
  }
  return fence === null && depth === 0;
}
