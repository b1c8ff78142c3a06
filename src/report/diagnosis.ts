import type { Diagnosis, Reading, Trace } from '../review/diagnose.ts';
import { codeSpan } from '../review/words.ts';
import { clamp, longestText } from './clamp.ts';
import { fence, neutralise } from './escape.ts';
import { cutNotice, renderMarkdown } from './views.ts';

const mostTraces = 10;

/** What the history says of an object that is there already, or is not there. */
const readings: Readonly<Record<Reading, string>> = {
  'not looked for': '',
  'made nowhere':
    'No migration here makes it. It came into the database, or was to come, by `drizzle-kit push`, by hand, or ' +
    'from another folder of migrations.',
  'made twice':
    'More than one migration makes it, so the second one fails wherever the first has run.',
  'made once':
    'One migration makes it. So either that has run here already, and the migrator does not know it (its row is ' +
    'missing, or it was renamed or edited since), or the object was made by hand.',
  skipped:
    'A migration that makes it is skipped by the journal: its `when` is not later than one before it, so ' +
    'databases that were migrated in between passed it by for ever. `db-review fix-history` mends the journal before it is ' +
    'merged; afterwards, repeat what it makes in a new migration.',
  dropped: 'The history drops it, after making it.',
  unlisted: 'A file makes it, but the journal does not list that file, so no migrator runs it.',
};

/** A diagnosis as Markdown; null for an error that is not known. */
export function renderDiagnosis(diagnosis: Diagnosis | null): string {
  if (!diagnosis) return renderMarkdown('diagnosis-unknown', {}).trim();
  const { knowledge, object, traces, reading, markAsRun } = diagnosis;
  const view = {
    code: codeSpan(knowledge.code),
    name: knowledge.name,
    cause: neutralise(knowledge.cause),
    now: neutralise(knowledge.now),
    prevention: neutralise(knowledge.prevention),
    found: object !== null && {
      object: codeSpan(object),
      reading: neutralise(readings[reading]),
      traces: traces.slice(0, mostTraces).map(traceView),
    },
    mark: markAsRun && { tag: codeSpan(markAsRun.tag), sql: fence(markAsRun.sql, 'sql') },
  };
  return clamp(renderMarkdown('diagnosis', view).trim(), longestText, cutNotice());
}

const fates = {
  runs: '',
  skipped: ', skipped by its `when`',
  unlisted: ', in no journal',
} as const;

function traceView({ kind, path, line, fate }: Trace): object {
  return { kind, place: codeSpan(`${path}:${line}`), fate: fates[fate] };
}
