import type { ChecklistLine, ChecklistState } from '../review/checklist.ts';
import type { SchemaDifference } from '../review/finding.ts';
import { visible } from '../review/words.ts';
import { plural } from './findings.ts';
import { escapeMarkdown, tableCell } from './escape.ts';

const marks: Readonly<Record<ChecklistState, string>> = {
  found: 'look',
  verified: 'yes',
  absent: '–',
  unchecked: 'open',
};

const verbs: readonly (readonly [SchemaDifference['kind'], string])[] = [
  ['added', 'adds'],
  ['changed', 'changes'],
  ['renamed', 'renames'],
  ['removed', 'removes'],
];

const irregular: Readonly<Record<string, string>> = { index: 'indexes', policy: 'policies' };

/** What a change does to the schema, in one sentence; empty where it does nothing. */
export function intentOf(changes: readonly SchemaDifference[]): string {
  const parts = verbs.flatMap(([kind, verb]) => {
    const group = changes.filter((each) => each.kind === kind);
    if (group.length === 0) return [];
    const objects = [...Map.groupBy(group, ({ object }) => object)];
    return [`${verb} ${listed(objects.map(([object, each]) => counted(each.length, object)))}`];
  });
  return parts.length === 0 ? '' : `The change ${parts.join('; ')}.`;
}

/** The checklist for a terminal, ended by a line feed. */
export function renderChecklistText(lines: readonly ChecklistLine[]): string {
  const rows = lines.map(({ area, question, state, evidence }) => {
    const mark = marks[state].padEnd(4);
    return `  ${mark}  ${area.padEnd(10)}  ${question}\n        ${' '.repeat(10)}  ${visible(evidence)}`;
  });
  return `checklist\n\n${rows.join('\n')}\n`;
}

/** What the template of the checklist shows. */
export function checklistView(lines: readonly ChecklistLine[]): object {
  const verified = lines.filter(({ state }) => state === 'verified').length;
  const open = lines.filter(({ state }) => state === 'unchecked').length;
  return {
    title: [
      plural(verified, 'line') + ' verified',
      ...(open > 0 ? [`${open} not looked at`] : []),
    ].join(', '),
    rows: lines.map(({ area, question, state, evidence }) => ({
      area,
      question,
      mark: marks[state],
      evidence: tableCell(escapeMarkdown(evidence)),
    })),
  };
}

function counted(count: number, object: string): string {
  if (count === 1) return `1 ${object}`;
  return `${count} ${irregular[object] ?? `${object}s`}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
