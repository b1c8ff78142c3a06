import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fill } from '../../src/review/fill.ts';

test('one report: code spans, numbers, prose and lists', () => {
  const data = { a: 'x`y', n: 3, p: { prose: 'so *it* is' }, l: ['b', 'c', 'd'] };
  expect(fill('{a}: {n}, {p}, {l}.', [data])).toBe('``x`y``: 3, so *it* is, `b`, `c` and `d`.');
  expect(fill('`SELECT {a}`', [data])).toBe("`SELECT x'y`");
  expect(fill('```sql\n{l}\n```', [data])).toBe('```sql\nb\nc\nd\n```');
});

test('several reports: what differs is a list in prose, and SQL stands for each', () => {
  const reports = [
    { t: 'a', c: 'x' },
    { t: 'b', c: 'x' },
  ];
  expect(fill('{count}: {t} by {c}, `DROP {t}.{c}`.', reports)).toBe(
    '2: `a` and `b` by `x`, `DROP a.x` and `DROP b.x`.',
  );
  expect(fill('```sql\nLOCK {t};\n-- then\nDROP {t};\n```', reports)).toBe(
    '```sql\nLOCK a;\nLOCK b;\n-- then\nDROP a;\nDROP b;\n```',
  );
});

test('a count of its own is not overwritten, and proses are all said', () => {
  expect(fill('{count}', [{ count: 7 }])).toBe('7');
  const proses = [{ p: { prose: 'one' } }, { p: { prose: 'two' } }, { p: { prose: 'one' } }];
  expect(fill('{p}', proses)).toBe('one; two');
});

test('long lists are cut', () => {
  const reports = Array.from({ length: 100 }, (_, index) => ({ t: `t${index}` }));
  expect(fill('{t}', reports)).toBe('`t0`, `t1`, `t2`, `t3`, `t4`, `t5` and 94 more');
  const lines = fill('```\n{t}\n```', reports).split('\n');
  expect(lines).toHaveLength(43);
  expect(lines[41]).toBe('-- … and 60 more');
});

test('data cannot end the code that it stands in', () => {
  const name = fc.string({ unit: fc.constantFrom('`', '\n', '\r', 'a', ' ', '\u2028', '{', '}') });
  fc.assert(
    fc.property(name, name, (one, other) => {
      const reports = [{ a: one }, { a: other }];
      const fence = fill('```sql\n{a}\n```', reports);
      expect(fence.slice(3, -3)).not.toContain('```');
      const spans = fill('`DROP {a}`', [{ a: one }]);
      expect(spans.slice(1, -1)).not.toMatch(/[`\n\r]/);
      expect(fill('{a}', reports)).not.toMatch(/[\n\r]/);
    }),
  );
});
