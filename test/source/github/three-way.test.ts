import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assert, array, constantFrom, integer, property, record } from 'fast-check';
import { mergeTexts } from '../../../src/source/github/three-way.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-review-merge-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function mergeByGit(origin: string, base: string, head: string) {
  const files = { origin, base, head };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const args = ['merge-file', '-p', '-q', 'base', 'origin', 'head'];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  return { text: stdout, conflict: status !== 0 };
}

const edits = array(
  record({ line: integer({ min: 0, max: 9 }), kind: constantFrom('replace', 'remove', 'insert') }),
  { maxLength: 4 },
);

type Edits = readonly { readonly line: number; readonly kind: string }[];

/** Ten lines with edits. No line occurs twice, so that there is only one shortest difference. */
function edited(...changes: readonly (readonly [name: string, edits: Edits])[]): string {
  const lines = Array.from({ length: 10 }, (_, number) => `line ${number}\n`);
  for (const [name, each] of changes) {
    for (const { line, kind } of each) {
      if (kind === 'replace') lines[line] = `${name} instead of ${line}\n`;
      if (kind === 'remove') lines[line] = '';
      if (kind === 'insert') lines[line] = `${name} before ${line}\n${lines[line]}`;
    }
  }
  return lines.join('');
}

test('merges what git merges, and conflicts where git does', () => {
  const origin = edited();
  const conflicts = { yes: 0, no: 0 };
  assert(
    property(edits, edits, edits, (both, onlyBase, onlyHead) => {
      const base = edited(['both', both], ['base', onlyBase]);
      const head = edited(['both', both], ['head', onlyHead]);
      const expected = mergeByGit(origin, base, head);
      const actual = mergeTexts(origin, base, head);
      conflicts[actual.conflict ? 'yes' : 'no'] += 1;
      expect(actual.conflict).toBe(expected.conflict);
      if (!expected.conflict) expect(actual.text).toBe(expected.text);
    }),
    { numRuns: 150 },
  );
  expect(Math.min(conflicts.yes, conflicts.no)).toBeGreaterThan(10);
});

test('both sides append to a journal: a conflict, with the markers of git', () => {
  const origin = '{\n  "entries": [\n    1\n  ]\n}\n';
  const base = origin.replace('1', '1,\n    2');
  const head = origin.replace('1', '1,\n    3');
  expect(mergeTexts(origin, base, head)).toEqual({
    conflict: true,
    text: '{\n  "entries": [\n<<<<<<< base\n    1,\n    2\n=======\n    1,\n    3\n>>>>>>> head\n  ]\n}\n',
  });
});

test('a text without a last line end, and an empty one', () => {
  for (const [origin, base, head] of [
    ['a\nb', 'a\nb\n', 'a\nb'],
    ['a\nb', 'x\nb', 'a\nb'],
    ['', 'a', 'a'],
    ['a\n', '', 'a\n'],
    ['', 'a\n', 'b\n'],
    ['a\r\nb\r\nc\r\n', 'x\r\nb\r\nc\r\n', 'a\r\nb\r\ny\r\n'],
  ] as const) {
    const expected = mergeByGit(origin, base, head);
    const actual = mergeTexts(origin, base, head);
    expect(actual.conflict).toBe(expected.conflict);
    if (!expected.conflict) expect(actual.text).toBe(expected.text);
  }
});

test('texts that share nothing and are long become one conflict soon', () => {
  const long = (name: string) =>
    Array.from({ length: 50_000 }, (_, n) => `${name} ${n}\n`).join('');
  const { text, conflict } = mergeTexts(long('o'), long('b'), long('h'));
  expect(conflict).toBe(true);
  expect(text.startsWith('<<<<<<< base\nb 0\n')).toBe(true);
});
