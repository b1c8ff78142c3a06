import { createHash } from 'node:crypto';
import type { History, MigrationFile } from '../drizzle/history.ts';
import { skippedEntries } from '../drizzle/pending.ts';
import type { Parse } from '../sql/statement.ts';
import { type ErrorKnowledge, errorKnowledge } from './error-knowledge.ts';
import { type Deed, deedsOf } from './makers.ts';
import type { Migrator } from './settings.ts';

/** Where the history makes or drops what an error names. */
export interface Trace {
  readonly kind: Deed['kind'];
  readonly tag: string;
  readonly path: string;
  readonly line: number;
  /** `skipped` by the journal's times where it was deployed late; `unlisted`: in no journal. */
  readonly fate: 'runs' | 'skipped' | 'unlisted';
}

/** What an error means for this repository. */
export interface Diagnosis {
  readonly knowledge: ErrorKnowledge;
  /** What the error names: `users`, `users.email`; null where nothing can be looked for. */
  readonly object: string | null;
  readonly traces: readonly Trace[];
  readonly reading: Reading;
  /** Tells Drizzle's migrator that the only migration which makes the object has run. */
  readonly markAsRun: { readonly tag: string; readonly sql: string } | null;
}

/** What the traces say. */
export type Reading =
  | 'not looked for'
  | 'made nowhere'
  | 'made twice'
  | 'made once'
  | 'skipped'
  | 'dropped'
  | 'unlisted';

/** Which error a text is, by the code that it names or by PostgreSQL's words; null for no known one. */
export function knowledgeOf(
  text: string,
): { knowledge: ErrorKnowledge; match: RegExpExecArray | null } | null {
  for (const knowledge of errorKnowledge) {
    const match = knowledge.pattern.exec(text);
    if (match) return { knowledge, match };
  }
  const code = /\b(?=\w*\d)[0-9A-Z]{5}\b/.exec(text)?.[0];
  const knowledge = errorKnowledge.find((each) => each.code === code);
  return knowledge ? { knowledge, match: null } : null;
}

/**
 * Says what an error of a migration means, and looks into the history for its cause.
 *
 * @param history with the texts of its migrations
 * @returns null for an error that is not known
 */
export async function diagnose(
  text: string,
  history: History | null,
  migrator: Migrator,
  parse: Parse,
): Promise<Diagnosis | null> {
  const known = knowledgeOf(text);
  if (!known) return null;
  const { knowledge, match } = known;
  const { name, table, column } = match?.groups ?? {};
  const wanted = (column ?? name)?.split('.').at(-1);
  const none = { knowledge, object: null, traces: [], markAsRun: null };
  if (!knowledge.trouble || wanted === undefined || !history) {
    return { ...none, reading: 'not looked for' };
  }
  const isMeant = (deed: Deed): boolean =>
    deed.name === wanted &&
    (knowledge.object === undefined || deed.object === knowledge.object) &&
    (table === undefined || deed.of === null || deed.of === table);
  const traces = await tracesOf(history, migrator, parse, isMeant);
  const reading = readingOf(traces, knowledge.trouble);
  const maker = traces.find(({ kind }) => kind === 'makes');
  const file = maker && history.migrations.get(maker.tag);
  const isAlone = reading === 'made once' && knowledge.trouble === 'exists';
  return {
    knowledge,
    object: column !== undefined && table !== undefined ? `${table}.${column}` : wanted,
    traces,
    reading,
    markAsRun: isAlone && file ? markAsRun(file, history) : null,
  };
}

async function tracesOf(
  history: History,
  { pending }: Migrator,
  parse: Parse,
  isMeant: (deed: Deed) => boolean,
): Promise<Trace[]> {
  const listed = (history.journal?.entries ?? []).map(({ tag }) => tag);
  const places = new Map(listed.map((tag, index) => [tag, index]));
  const skipped = new Set(pending === 'when' ? skippedEntries(history) : []);
  const files = [...history.migrations.values()]
    .filter(({ text }) => text !== null)
    .sort((one, other) => (places.get(one.tag) ?? Infinity) - (places.get(other.tag) ?? Infinity));
  const parsed = await parse(files.map(({ text }) => text ?? ''));
  return files.flatMap(({ tag, path }, index) =>
    parsed[index]!.statements.flatMap((statement) => {
      const fate = skipped.has(tag) ? 'skipped' : places.has(tag) ? 'runs' : 'unlisted';
      const { line } = statement.range.start;
      return deedsOf(statement)
        .filter(isMeant)
        .map(({ kind }): Trace => ({ kind, tag, path, line, fate }));
    }),
  );
}

function readingOf(traces: readonly Trace[], trouble: 'exists' | 'missing'): Reading {
  const makers = traces.filter(({ kind }) => kind === 'makes');
  if (makers.length === 0) return 'made nowhere';
  if (trouble === 'missing') {
    if (makers.every(({ fate }) => fate === 'unlisted')) return 'unlisted';
    if (makers.some(({ fate }) => fate === 'skipped')) return 'skipped';
    return traces.at(-1)?.kind === 'drops' ? 'dropped' : 'made once';
  }
  const stays = makers.length > 1 && !traces.some(({ kind }) => kind === 'drops');
  return stays ? 'made twice' : 'made once';
}

/** Drizzle's table holds the SHA-256 of the file's text, and the entry's `when` (migrator.ts). */
function markAsRun({ tag, text }: MigrationFile, { journal }: History): Diagnosis['markAsRun'] {
  const entry = journal?.entries.find((each) => each.tag === tag);
  if (!entry || text === null) return null;
  const hash = createHash('sha256').update(text).digest('hex');
  return {
    tag,
    sql: `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash}', ${entry.when});`,
  };
}
