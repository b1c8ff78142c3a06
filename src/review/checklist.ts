import type { CheckEntry } from './check.ts';
import type { Finding, Review, SchemaDifference } from './finding.ts';
import type { Settings } from './settings.ts';
import { isSettled } from './verdict.ts';
import { isOn } from './weigh.ts';

/**
 * What became of a line of the checklist. `found`: findings are open; `verified`: looked at, and none;
 * `absent`: the change has nothing of the kind; `unchecked`: nobody looked.
 */
export type ChecklistState = 'found' | 'verified' | 'absent' | 'unchecked';

export interface ChecklistLine {
  readonly area: string;
  readonly question: string;
  readonly state: ChecklistState;
  /** In words: the checks that looked, the findings, what the sandbox did, or why nobody looked. */
  readonly evidence: string;
}

type Evidence = Pick<ChecklistLine, 'state' | 'evidence'>;

/** A line that checks answer. */
interface CheckedLine {
  readonly area: string;
  readonly question: string;
  /** Ids, or whole categories. */
  readonly checks: readonly string[];
  /** Whether a change has anything that the line asks about. */
  concerns(changes: readonly SchemaDifference[], review: Review): boolean;
}

type Concerns = CheckedLine['concerns'];

const always: Concerns = () => true;
const runs: Concerns = (_, { statistics }) => statistics.migrations > 0;

function touches(...objects: readonly SchemaDifference['object'][]): Concerns {
  return (changes) =>
    changes.some(({ kind, object }) => kind !== 'removed' && objects.includes(object));
}

/** What a team wants reviewed of a change of its database, beside what the sandbox answers. */
export const checkedLines: readonly CheckedLine[] = [
  {
    area: 'Schema',
    question: 'Tables have the primary key that the team wants',
    checks: ['require-primary-key', 'id-without-default', 'join-table-without-key'],
    concerns: touches('table'),
  },
  {
    area: 'Schema',
    question: 'Foreign keys say what happens on delete, and reach no further than meant',
    checks: ['fk-explicit-on-delete', 'cascade-reach', 'fk-set-null-not-null', 'fk-cycle'],
    concerns: touches('table', 'constraint'),
  },
  {
    area: 'Schema',
    question: 'Rows tell when they were made and changed',
    checks: ['timestamps-incomplete', 'timestamps-differ', 'default-frozen'],
    concerns: touches('table', 'column'),
  },
  {
    area: 'Schema',
    question: 'Content of users is deleted softly, and unique indexes know it',
    checks: ['soft-delete-incomplete', 'unique-forgets-soft-delete'],
    concerns: touches('table', 'column', 'index', 'constraint'),
  },
  {
    area: 'Schema',
    question: 'Foreign keys are indexed, and no index is there twice',
    checks: ['fk-missing-index', 'redundant-index', 'index-name-lies'],
    concerns: touches('table', 'index', 'constraint'),
  },
  {
    area: 'Schema',
    question: 'Fixed sets are enums, and their values stay',
    checks: ['enum-without-constraint', 'rename-or-remove-enum-value'],
    concerns: touches('table', 'column', 'enum'),
  },
  {
    area: 'Schema',
    question: 'Types and constraints fit what is stored',
    checks: [
      'fk-type-mismatch',
      'float-for-exact-value',
      'json-column-added',
      'unique-over-nullable',
      'natural-key-not-unique',
    ],
    concerns: touches('table', 'column', 'constraint', 'index'),
  },
  {
    area: 'Schema',
    question: 'No orphans: what references has a foreign key',
    checks: ['fk-missing'],
    concerns: touches('table', 'column'),
  },
  {
    area: 'Relations',
    question: 'Relations match the foreign keys, and say which one they mean',
    checks: ['relation-differs-from-key', 'relation-not-inferable', 'relation-missing'],
    concerns: touches('table', 'constraint', 'column'),
  },
  {
    area: 'Migrations',
    question: 'Journal, snapshots and schema tell the same, and each migration will run',
    checks: ['history'],
    concerns: always,
  },
  {
    area: 'Migrations',
    question: 'No rows or values are lost unnoticed',
    checks: ['data'],
    concerns: runs,
  },
  {
    area: 'Migrations',
    question: 'The version of the code that still runs goes on',
    checks: ['compatibility'],
    concerns: runs,
  },
  {
    area: 'Migrations',
    question: 'Nothing is blocked for long',
    checks: ['lock'],
    concerns: runs,
  },
  {
    area: 'Queries',
    question: 'Changed queries are bounded, written in one go, and name their rows',
    checks: ['query'],
    concerns: always,
  },
  {
    area: 'Security',
    question: 'Rows, roles and functions are protected as before',
    checks: ['security'],
    concerns: runs,
  },
];

/** The checklist of a review: what was verified, with the evidence for it, and what was not. */
export function checklistOf(
  review: Review,
  checks: readonly Pick<CheckEntry, 'id' | 'category'>[],
  settings: Settings,
): ChecklistLine[] {
  const open = review.findings.filter((finding) => !isSettled(finding, settings.ignores));
  const skipped = new Map(review.skipped.map(({ check, because }) => [check, because]));
  const on = checks.filter((check) => isOn(check, settings));
  const answered = checkedLines.map((line): ChecklistLine => {
    const covers = ({ id, category }: Pick<CheckEntry, 'id' | 'category'>) =>
      line.checks.includes(id) || line.checks.includes(category);
    const found = open.filter(({ check, category }) => covers({ id: check, category }));
    const { area, question } = line;
    const ran = on.filter((check) => covers(check) && !skipped.has(check.id));
    if (found.length > 0) return { area, question, ...foundBy(found) };
    if (ran.length > 0) {
      const isConcerned = line.concerns(review.changes, review);
      const off = checks.filter(
        ({ id }) => line.checks.includes(id) && !ran.some((it) => it.id === id),
      );
      const left = off.length > 0 ? `; off: ${namesOf(off.map(({ id }) => id))}` : '';
      const evidence = isConcerned
        ? namesOf(ran.map(({ id }) => id)) + left
        : 'nothing of the kind changes';
      return { area, question, state: isConcerned ? 'verified' : 'absent', evidence };
    }
    const because = on.filter(covers).flatMap(({ id }) => skipped.get(id) ?? [])[0];
    const evidence = because ?? 'its checks are off in this preset';
    return { area, question, state: 'unchecked', evidence };
  });
  return [...answered, ...replayedLines(review)];
}

function foundBy(findings: readonly Finding[]): Evidence {
  const names = namesOf([...new Set(findings.map(({ check }) => check))]);
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  return { state: 'found', evidence: `${count}: ${names}` };
}

const mostNames = 4;

function namesOf(ids: readonly string[]): string {
  const shown = ids.slice(0, mostNames).join(', ');
  return ids.length > mostNames ? `${shown} and ${ids.length - mostNames} more checks` : shown;
}

/** What only running the change can tell. */
function replayedLines(review: Review): ChecklistLine[] {
  const area = 'Migrations';
  return [
    {
      area,
      question: 'It was run on a database that stands where production stands',
      ...ran(review),
    },
    { area, question: 'Old and new databases become the same', ...roads(review) },
    { area, question: 'It was tried on rows that the schema allows', ...probed(review) },
    { area, question: 'There is a way back', ...wayBack(review) },
  ];
}

const notRun: Evidence = { state: 'unchecked', evidence: 'the change was not run' };
const nothingRan: Evidence = { state: 'absent', evidence: 'no migration is pending' };

function ran({ replay, statistics }: Review): Evidence {
  if (statistics.migrations === 0) return nothingRan;
  if (!replay) return notRun;
  if (replay.status !== 'complete') {
    return { state: 'unchecked', evidence: replay.because ?? 'it was run in part' };
  }
  const failed = replay.statements.filter(({ error }) => error !== null).length;
  if (failed > 0) return { state: 'found', evidence: 'a statement fails' };
  return {
    state: 'verified',
    evidence: `${replay.statements.length} statements on ${replay.engine}`,
  };
}

function roads({ replay, statistics }: Review): Evidence {
  if (statistics.migrations === 0) return nothingRan;
  if (!replay) return notRun;
  const { fresh, recorded } = replay.roads;
  const states = [fresh.state, recorded.state];
  if (states.includes('differs') || fresh.state === 'failed') {
    return { state: 'found', evidence: 'the roads lead to different schemas' };
  }
  if (fresh.state !== 'equal') {
    return { state: 'unchecked', evidence: fresh.because ?? 'a new database was not made' };
  }
  const snapshot = recorded.state === 'equal' ? ', and the newest snapshot' : '';
  return { state: 'verified', evidence: `a new database is equal${snapshot}` };
}

function probed({ replay, statistics }: Review): Evidence {
  if (statistics.migrations === 0) return nothingRan;
  if (!replay) return notRun;
  const { probes } = replay;
  if (probes.length === 0) {
    return { state: 'absent', evidence: 'no statement can fail on rows of tables that existed' };
  }
  const proven = probes.filter(({ status }) => status === 'proven').length;
  if (proven > 0)
    return { state: 'found', evidence: `${proven} of ${probes.length} fail on a row` };
  const open = probes.filter(({ status }) => status === 'not probed').length;
  if (open > 0) return { state: 'unchecked', evidence: `${open} of ${probes.length} not probed` };
  return { state: 'verified', evidence: `${probes.length} tried, none fails` };
}

function wayBack({ replay, statistics }: Review): Evidence {
  if (statistics.migrations === 0) return nothingRan;
  if (!replay) return notRun;
  const { rollback } = replay;
  if (rollback?.works) return { state: 'verified', evidence: 'run here; it led back exactly' };
  return { state: 'unchecked', evidence: rollback?.because ?? 'none was made' };
}
