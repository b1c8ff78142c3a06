import type { Finding, Review } from '../review/finding.ts';
import type { ReplayReport } from '../review/replay.ts';

/** A review as JSON, in the form of docs/review.schema.json, ended by a line feed. */
export function renderJson(review: Review): string {
  return `${JSON.stringify(reviewJson(review), null, 2)}\n`;
}

/** The same as a value, for those who put several into one text. Field order is the contract's. */
export function reviewJson(review: Review): object {
  const { version, verdict, base, head, findings, changes, replay, skipped } = review;
  const { migrations, statements, files, milliseconds, requests } = review.statistics;
  return {
    version,
    verdict,
    base,
    head,
    findings: findings.map(findingJson),
    changes: changes.map(({ kind, object, name, detail }) => ({ kind, object, name, detail })),
    replay: replay && replayJson(replay),
    skipped: skipped.map(({ check, because }) => ({ check, because })),
    statistics: { migrations, statements, files, milliseconds, requests },
  };
}

/** What a replay has shown, as a value in the same form. */
export function replayJson({ statements, ...replay }: ReplayReport): object {
  const { engine, status, because, unproven, roads, invalidIndexes, otherBase, rollback } = replay;
  const { probes } = replay;
  return {
    engine,
    status,
    because,
    unproven,
    roads,
    statements: statements.map(({ path, range, ...each }) => ({
      path,
      line: range.start.line,
      ...each,
    })),
    probes: probes.map(({ path, range, ...each }) => ({ path, line: range.start.line, ...each })),
    invalidIndexes,
    otherBase,
    rollback,
    milliseconds: replay.milliseconds,
  };
}

function findingJson(finding: Finding): object {
  return {
    check: finding.check,
    category: finding.category,
    severity: finding.severity,
    title: finding.title,
    path: finding.path,
    line: finding.line,
    endLine: finding.endLine,
    column: finding.column,
    endColumn: finding.endColumn,
    message: finding.message,
    why: finding.why,
    todo: finding.todo,
    fingerprint: finding.fingerprint,
    sources: finding.sources.map(({ tool, rule }) => ({ tool, rule })),
    evidence: finding.evidence,
    fix: finding.fix,
    ignored: finding.ignored,
    accepted: finding.accepted,
  };
}
