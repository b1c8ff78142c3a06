import type { ParsedSql } from '../sql/statement.ts';
import type { CheckEntry } from './check.ts';
import type { State } from './judge.ts';
import type { Settings } from './settings.ts';
import { isOn } from './weigh.ts';

/** A check that could not see everything, and why. */
export interface Skipped {
  readonly check: string;
  readonly because: string;
}

/**
 * What the checks of statements could not see: pieces that the parser gave up on (syntax errors are
 * findings of their own and hide nothing), and a schema before the change that nobody recorded.
 */
export function skippedIn(
  files: readonly {
    readonly path: string;
    readonly text: string | null;
    readonly sql: ParsedSql;
  }[],
  { start }: State,
  checks: readonly CheckEntry[],
  settings: Settings,
): Skipped[] {
  const unread = files.flatMap(({ path, text, sql }) => {
    if (text === null) return [`${path} is too large to be read`];
    return sql.problems
      .filter(({ kind }) => kind === 'too-large' || kind === 'too-complex')
      .map(({ range, message }) => `${path}:${range.start.line} could not be parsed: ${message}`);
  });
  const ofStatements = checks.filter(
    (entry) => entry.needs === 'statements' && isOn(entry, settings),
  );
  const skipped = unread.flatMap((because) =>
    ofStatements.map(({ id }) => ({ check: id, because })),
  );
  if (start.complete || files.length === 0) return skipped;

  const because = 'the schema before the change is not known';
  const limited = ofStatements.filter(({ needsState }) => needsState);
  return [...skipped, ...limited.map(({ id }) => ({ check: id, because }))];
}

/** What is not reviewed of a project that the configuration names, and that nobody finds. */
export function skippedFor(
  folder: string,
  checks: readonly CheckEntry[],
  settings: Settings,
): Skipped[] {
  const because = `the configuration names ${folder}, which holds no migrations of Drizzle`;
  return checks
    .filter((entry) => entry.needs !== 'review' && isOn(entry, settings))
    .map(({ id }) => ({ check: id, because }));
}
