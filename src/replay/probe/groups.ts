import type { RowWish } from './row-builder.ts';
import type { Condition } from './solve.ts';
import type { Column, Table } from './tables.ts';
import { columnOf } from './targets.ts';

/** Columns that CHECK constraints tie together, and what must hold of them. */
export interface Group {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly conditions: readonly Condition[];
  readonly isWished: boolean;
}

/** Conditions that share columns have to be solved together. */
export function groupsOf(table: Table, wish: RowWish): Group[] {
  const parts = table.constraints
    .filter(({ kind }) => kind === 'check')
    .map(({ name, columns, expression }) => ({
      name,
      columns: new Set(columns),
      conditions: [
        { expression: expression ?? 'true', holds: 'is not false' as const },
      ] as Condition[],
      isWished: false,
    }));
  for (const condition of wish.conditions ?? []) {
    const columns = new Set(
      [...(condition.as?.keys() ?? [])].filter((each) => columnOf(table, each)),
    );
    parts.push({ name: 'what is asked', columns, conditions: [condition], isWished: true });
  }
  for (const { number, name, domainChecks } of table.columns) {
    if (domainChecks.length > 0)
      parts.push({ name, columns: new Set([number]), conditions: [], isWished: false });
  }
  const groups: typeof parts = [];
  for (const part of parts) {
    const others = groups.filter(({ columns }) =>
      [...columns].some((each) => part.columns.has(each)),
    );
    for (const other of others) groups.splice(groups.indexOf(other), 1);
    groups.push({
      name: part.name,
      columns: new Set([...others, part].flatMap(({ columns }) => [...columns])),
      conditions: [...others.flatMap(({ conditions }) => conditions), ...part.conditions],
      isWished: part.isWished || others.some(({ isWished }) => isWished),
    });
  }
  return groups.map(({ columns, ...group }) => ({
    ...group,
    columns: [...columns].flatMap((each) => columnOf(table, each) ?? []),
  }));
}
