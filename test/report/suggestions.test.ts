import { expect, test } from '@jest/globals';
import type { Finding, Fix } from '../../src/review/finding.ts';
import { fingerprintIn, suggestionsOf } from '../../src/report/suggestions.ts';
import { dropColumn } from './reviews.ts';

const file = 'one\ntwo three\n\tfour ```` five\nsix';

function suggested(...fixes: Fix[]) {
  const findings = fixes.map((fix, index): Finding => ({
    ...dropColumn,
    fix,
    fingerprint: `f${index}`,
  }));
  return suggestionsOf(findings, () => file);
}

const at = (
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  text: string,
): Fix => ({
  line,
  column,
  endLine,
  endColumn,
  text,
});

test('whole lines stand in it, and what is blank goes', () => {
  expect(suggested(at(2, 1, 2, 4, '2'))[0]!.body).toContain('```suggestion\n2 three\n```\n');
  expect(suggested(at(1, 4, 2, 4, ''))[0]).toMatchObject({ startLine: 1, line: 2 });
  expect(suggested(at(1, 1, 1, 4, ''))[0]!.body).toContain('```suggestion\n```\n');
});

test('its fence is longer than any in the text', () => {
  const [{ body }] = suggested(at(3, 2, 3, 6, '4')) as unknown as [{ body: string }];
  expect(body).toContain('`````suggestion\n\t4 ```` five\n`````\n');
  expect(fingerprintIn(body)).toBe('f0');
  expect(fingerprintIn('<!-- db-review:finding:f0 --> and more')).toBeNull();
});

test('no line stands in two, and what cannot be shown is not suggested', () => {
  expect(suggested(at(1, 1, 2, 4, 'x'), at(2, 1, 2, 4, 'y'))).toHaveLength(1);
  expect(suggested(at(2, 1, 2, 4, '\u202etwo'))).toEqual([]);
  expect(suggested(at(2, 1, 2, 4, 'two'))).toEqual([]);
  expect(suggested(at(9, 1, 9, 1, 'x'))).toEqual([]);
  expect(suggestionsOf([{ ...dropColumn, fix: at(1, 1, 1, 4, 'x') }], () => 'one\r\n')).toEqual([]);
});
