import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diagramOf } from '../../src/report/diagram.ts';
import type { TouchedTable } from '../../src/review/touched.ts';

const users: TouchedTable = {
  name: 'users',
  isNew: false,
  isOther: true,
  columns: [{ name: 'id', type: 'bigint', key: 'primary', change: null }],
  references: [],
};

function orders(name = 'user_id', more: Partial<TouchedTable> = {}): TouchedTable {
  return {
    name: 'shop.orders',
    isNew: false,
    isOther: false,
    columns: [
      { name: 'id', type: 'bigint', key: 'primary', change: null },
      { name, type: 'bigint', key: 'foreign', change: 'added' },
      { name: 'total', type: 'numeric(10,2)', key: null, change: 'changed' },
      { name: 'note', type: 'text', key: null, change: null },
    ],
    references: [{ to: 'users', columns: [name], isOptional: false, isUnique: false }],
    ...more,
  };
}

test('shows keys and what changed, and counts the other columns', () => {
  expect(diagramOf([users, orders()])).toBe(
    [
      'erDiagram',
      '  t0["users"]',
      '  t1["shop.orders"] {',
      '    bigint id PK',
      '    bigint user_id FK "new"',
      '    numeric(10_2) total "changed"',
      '    and_1_more columns',
      '  }',
      '  t1 }o--|| t0 : "user_id"',
    ].join('\n'),
  );
});

test('a new table shows what it holds; the line says how many reference how many', () => {
  const reference = { to: 'users', columns: ['user_id'], isOptional: true, isUnique: true };
  const diagram = diagramOf([users, orders('user_id', { isNew: true, references: [reference] })]);
  expect(diagram).toContain('t1["shop.orders (new)"] {');
  expect(diagram).toContain('    text note\n');
  expect(diagram).not.toContain('"new"');
  expect(diagram).toContain('t1 |o--o| t0 : "user_id"');
});

test('no picture without a relationship, nor of many tables', () => {
  expect(diagramOf([])).toBeNull();
  expect(diagramOf([users, orders('user_id', { references: [] })])).toBeNull();
  const many = Array.from({ length: 8 }, (_, number) => ({ ...users, name: `t${number}` }));
  expect(diagramOf([users, orders(), ...many])).toBeNull();
});

test('no name breaks out of its place', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('PK', 'fk', '%%{init: {}}%%', '"] {', '```', '@acme #12', 'a: b', '1st', ''),
  );
  fc.assert(
    fc.property(name, name, (column, table) => {
      const reference = { to: 'users', columns: [column], isOptional: true, isUnique: false };
      const lines = diagramOf([users, orders(column, { name: table, references: [reference] })])!;
      const shape =
        /^erDiagram\n {2}t0\["users"\]\n {2}t1\["[^"\n%@#`<>[\]{}]+"\] \{\n(?: {4}\S+ \S+(?: [FP]K)?(?: "(?:new|changed)")?\n)+ {2}\}\n {2}t1 \}o--o\| t0 : "[^"\n%@#`<>[\]{}]+"$/;
      expect(lines).toMatch(shape);
      expect(lines).not.toMatch(/[%@#`<>:;=]{2}|```| (?:PK|FK|UK) FK/i);
    }),
    { numRuns: 500 },
  );
});
