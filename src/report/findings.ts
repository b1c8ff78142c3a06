import type { Finding, Review } from '../review/finding.ts';
import type { Settings, Severity } from '../review/settings.ts';
import { isSettled } from '../review/verdict.ts';

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

/** Findings that still ask for something, the gravest first and then as they stand in the files. */
export function openFindings(review: Review, ignores: Settings['ignores']): Finding[] {
  return review.findings
    .filter((finding) => !isSettled(finding, ignores))
    .sort((one, other) => weights[one.severity] - weights[other.severity] || byPlace(one, other));
}

/** Findings that an ignore comment or a person has settled, as they stand in the files. */
export function settledFindings(review: Review, ignores: Settings['ignores']): Finding[] {
  return review.findings.filter((finding) => isSettled(finding, ignores)).sort(byPlace);
}

/** Order of reading: by path, which for migrations is the order in which they run, and place. */
export function byPlace(one: Finding, other: Finding): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return (
    one.line - other.line ||
    one.column - other.column ||
    weights[one.severity] - weights[other.severity]
  );
}

/**
 * The finding that decides the verdict: the first error that nobody can accept, else the gravest.
 * `open` is sorted as `openFindings` sorts.
 */
export function decisive(open: readonly Finding[]): Finding | undefined {
  const isFinal = (finding: Finding) => finding.severity === 'error' && !finding.acceptable;
  return open.find(isFinal) ?? open[0];
}

/** `2 errors, 1 warning`; empty when there is nothing to count. */
export function countsOf(findings: readonly Finding[]): string {
  const severities: Severity[] = ['error', 'warning', 'notice'];
  return severities
    .map((severity) => ({ severity, count: countOf(findings, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity))
    .join(', ');
}

export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What was looked at: `3 migrations with 14 statements`, or the files when none is pending. */
export function scopeOf({ statistics }: Review): string {
  const { migrations, statements, files } = statistics;
  if (migrations === 0 && files === 0) return 'no migration';
  if (migrations === 0) return plural(files, 'file');
  return `${plural(migrations, 'migration')} with ${plural(statements, 'statement')}`;
}

/** Whether the change holds nothing that concerns the database. */
export function isUntouched(review: Review): boolean {
  const { migrations, statements, watched } = review.statistics;
  const said = review.findings.length + review.skipped.length + review.leftAlone.length;
  return migrations + statements + watched + said === 0;
}

/** Why checks were skipped, each reason once, with the ids of the checks. */
export function skippedOf({ skipped }: Review): { because: string; checks: string[] }[] {
  return [...Map.groupBy(skipped, ({ because }) => because)].map(([because, each]) => ({
    because,
    checks: each.map(({ check }) => check),
  }));
}

/** `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** What is not reviewed since it is another database's, with the usual name of that. */
export function leftAloneOf({ leftAlone }: Review): { folder: string; dialect: string }[] {
  return leftAlone.map(({ folder, dialect }) => ({
    folder: folder || '.',
    dialect: databases[dialect] ?? dialect,
  }));
}

const databases: Readonly<Record<string, string>> = {
  cockroach: 'CockroachDB',
  gel: 'Gel',
  mssql: 'SQL Server',
  mysql: 'MySQL',
  singlestore: 'SingleStore',
  sqlite: 'SQLite',
  turso: 'SQLite',
};

/** How each project migrates, in a few words of plain text. */
export function migratorsOf({ migrators }: Review): { folder: string; how: string }[] {
  return migrators.map(({ folder, from, path, transaction, pending, unsure = [] }) => {
    const wraps = unsure.includes('transaction') ? 'transactions not known' : wrapping[transaction];
    const picks = unsure.includes('pending')
      ? 'what is pending not known'
      : `pending by ${pending}`;
    const source = path === null ? origins[from] : `${origins[from]} (${path})`;
    return { folder: folder || '.', how: `${source}: ${wraps}, ${picks}` };
  });
}

const wrapping = {
  all: 'all in one transaction',
  each: 'each in its own transaction',
  none: 'no transaction',
} as const;

const origins = {
  configuration: 'configured',
  assumed: "Drizzle's, assumed",
  drizzle: "Drizzle's",
  own: "the team's own",
} as const;
