import type { Finding, Review } from '../review/finding.ts';
import type { NarrativePlace } from '../review/narrative.ts';
import type { ReplayedStatement } from '../review/replay.ts';
import type { Severity } from '../review/settings.ts';
import { isSettled } from '../review/verdict.ts';
import { redact } from './redact.ts';
import { wordsOf } from './vocabulary.ts';

/** The text of a file that the change brings: a migration, or a part of the TypeScript schema. */
export interface Part {
  readonly kind: 'migration' | 'schema';
  readonly path: string;
  readonly text: string;
}

/** One line of what the model is given. Claims rest on lines, by their ids. */
export interface BriefLine {
  /** `F1` a finding, `S1` a statement, `O1` an object; `T1`, schema text, is no ground for a claim. */
  readonly id: string;
  readonly text: string;
  /** The same without its place: where the numbers of a claim come from. */
  readonly numbers: string;
  /** Of a finding. */
  readonly severity?: Severity;
  /** Null for schema text, on which no claim can rest. */
  readonly place: NarrativePlace | null;
}

/** What a model is told of a review. */
export interface Brief {
  readonly facts: string;
  readonly lines: readonly BriefLine[];
  /** Lines that found no place in the budget. */
  readonly leftOut: number;
  /** All words of it, in lower case. */
  readonly words: ReadonlySet<string>;
  /** Whether designs are to be compared: new tables with relations, and what destroys. */
  readonly isComplex: boolean;
}

const longestSql = 3_000;
const longestPart = 6_000;

/** Rough, and rather too many: there is no tokenizer that fits every model. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 3);
}

/**
 * Puts a review into lines for a model: what weighs most first, until the budget is used up. Secrets
 * are taken out. Nothing else of the repository is in it.
 *
 * @param budget in tokens, for the lines
 */
export function briefOf(review: Review, parts: readonly Part[], budget: number): Brief {
  const candidates = [
    ...findingLines(review),
    ...objectLines(review),
    ...statementLines(review, parts),
    ...schemaLines(parts),
  ];
  const facts = JSON.stringify(factsOf(review));
  const lines: BriefLine[] = [];
  let left = budget - tokensOf(facts);
  for (const line of candidates) {
    const cost = tokensOf(line.text) + 4;
    if (cost > left) continue;
    left -= cost;
    lines.push(line);
  }
  return {
    facts,
    lines,
    leftOut: candidates.length - lines.length,
    words: new Set([facts, ...lines.map(({ text }) => text)].flatMap(wordsOf)),
    isComplex: isComplex(review),
  };
}

/** Findings of a review that stand: no person has settled them. */
export function openFindings(review: Review): Finding[] {
  return review.findings.filter((finding) => !isSettled(finding, 'accept'));
}

function factsOf(review: Review): object {
  const { statistics, changes, replay, migrators } = review;
  const open = openFindings(review);
  const counts: Record<string, number> = {};
  for (const { kind, object } of changes) {
    const key = `${object}s ${kind}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return {
    verdict: review.verdict,
    migrations: statistics.migrations,
    statements: statistics.statements,
    errors: count(open, 'error'),
    warnings: count(open, 'warning'),
    notices: count(open, 'notice'),
    changes: counts,
    migrators: migrators.map(({ folder, transaction, pending }) => ({
      folder,
      transaction,
      pending,
    })),
    replay: replay && {
      engine: replay.engine,
      status: replay.status,
      because: replay.because,
      unproven: replay.unproven,
      newDatabase: replay.roads.fresh.state,
      newestSnapshot: replay.roads.recorded.state,
      rollback: replay.rollback && {
        works: replay.rollback.works,
        because: replay.rollback.because,
      },
    },
    skipped: review.skipped.slice(0, 10),
  };
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((each) => each.severity === severity).length;
}

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

function findingLines(review: Review): BriefLine[] {
  const open = openFindings(review).sort((a, b) => weights[a.severity] - weights[b.severity]);
  return open.map((finding, index) => {
    const { check, severity, path, line, message, why, todo, evidence } = finding;
    const said = { check, severity, path, line, message, why, todo, evidence };
    return { ...lineOf('F', index, said, { path, line, check }), severity };
  });
}

function objectLines({ changes }: Review): BriefLine[] {
  return changes.map(({ kind, object, name, detail }, index) =>
    lineOf('O', index, { kind, object, name, detail }, { object: `${object} ${name}` }),
  );
}

function statementLines(review: Review, parts: readonly Part[]): BriefLine[] {
  const replayed = review.replay?.statements ?? [];
  const statements = parts
    .filter(({ kind }) => kind === 'migration')
    .flatMap(({ path, text }) => statementsOf(path, text));
  const flagged = new Set(openFindings(review).map(({ path, line }) => `${path}:${line}`));
  const order = (at: { path: string; line: number }) =>
    flagged.has(`${at.path}:${at.line}`) ? 0 : 1;
  return statements
    .sort((a, b) => order(a) - order(b))
    .map(({ path, line, sql }, index) => {
      const ran = replayed.find((each) => each.path === path && each.range.start.line === line);
      const said = { path, line, sql: clip(sql, longestSql), ...(ran && { replay: ranAs(ran) }) };
      return lineOf('S', index, said, { path, line });
    });
}

function ranAs({ locks, rewrites, scans, heldUntil, error }: ReplayedStatement): object {
  const modes = locks.map(({ relation, mode, blocks }) => ({ relation, mode, blocks }));
  return { locks: modes, heldUntil, rewrites, scans, error: error && error.message };
}

/** Chunks as drizzle-kit writes them, at the line where their SQL begins. */
function statementsOf(path: string, text: string): { path: string; line: number; sql: string }[] {
  let line = 1;
  return text.split('--> statement-breakpoint').flatMap((chunk) => {
    const blank = /^(?:\s|--[^\n]*(?:\n|$))*/.exec(chunk)?.[0] ?? '';
    const start = line + lineFeeds(blank);
    line += lineFeeds(chunk);
    const sql = chunk.trim();
    return sql === '' ? [] : [{ path, line: start, sql }];
  });
}

function lineFeeds(text: string): number {
  return text.split('\n').length - 1;
}

function schemaLines(parts: readonly Part[]): BriefLine[] {
  return parts
    .filter(({ kind }) => kind === 'schema')
    .map(({ path, text }, index) =>
      lineOf('T', index, { path, text: clip(text, longestPart) }, null),
    );
}

/** Secrets are looked for before JSON puts backslashes into them. */
function lineOf(
  letter: string,
  index: number,
  said: object,
  place: NarrativePlace | null,
): BriefLine {
  const redacted = (_key: string, value: unknown) =>
    typeof value === 'string' ? redact(value) : value;
  const text = JSON.stringify(said, redacted);
  // A line number is near to any small number, and says nothing.
  const numbers = JSON.stringify({ ...said, path: '', line: '' }, redacted);
  return { id: `${letter}${index + 1}`, text, numbers, place };
}

function clip(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}

function isComplex({ changes, findings }: Review): boolean {
  const isNew = changes.some(({ kind, object }) => kind === 'added' && object === 'table');
  const relates = changes.some(({ kind, object }) => kind === 'added' && object === 'constraint');
  const destroys = changes.some(
    ({ kind, object }) => kind === 'removed' && (object === 'table' || object === 'column'),
  );
  return (isNew && relates) || destroys || findings.some(({ severity }) => severity === 'error');
}
