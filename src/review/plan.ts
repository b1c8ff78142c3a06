import { pendingOf } from '../drizzle/pending.ts';
import type { Change } from './change.ts';
import type { Finding, Review } from './finding.ts';
import type { Ports } from './judge-migrations.ts';
import { type Phase, phasesOf } from './phase.ts';
import { readProjects } from './projects.ts';
import type { ReplayedLock } from './replay.ts';
import type { Migrator, Settings } from './settings.ts';

/** A statement of the change, where a deploy should run it. */
export interface PlannedStatement {
  readonly path: string;
  readonly line: number;
  readonly sql: string;
  readonly phase: Phase;
  /** What was found about it, which says how to do it otherwise. */
  readonly findings: readonly Finding[];
  readonly locks: readonly ReplayedLock[];
}

/** How the pending migrations of one project are best deployed. */
export interface Plan {
  readonly folder: string;
  readonly migrator: Migrator;
  readonly statements: readonly PlannedStatement[];
  /** New entries that the migrator passes by. */
  readonly skipped: readonly string[];
}

/** Sorts the statements that a change brings into expand, backfill and contract. */
export async function plansOf(
  change: Change,
  review: Review,
  settings: Settings,
  { parse }: Ports,
): Promise<readonly Plan[]> {
  const { projects } = await readProjects(change, settings);
  const plans: Plan[] = [];
  for (const { folders, histories, migrators } of projects) {
    const migrator = migrators.merged;
    const known = new Set(
      pendingOf(histories.released, histories.base, migrator.pending).map(({ entry }) => entry.tag),
    );
    const pending = pendingOf(histories.released, histories.merged, migrator.pending).filter(
      ({ entry, fate }) => fate === 'runs-again' || !known.has(entry.tag),
    );
    const files = pending.flatMap(({ file, fate }) => (file && fate !== 'skipped' ? [file] : []));
    const parsed = await parse(
      files.map(({ text }) => text ?? ''),
      { postgres: settings.postgres },
    );
    const all = files.flatMap(({ path }, index) =>
      parsed[index]!.statements.filter(({ within }) => !within).map((each) => {
        const inner = parsed[index]!.statements.filter(({ within }) => within === each);
        return { ...each, path, inner };
      }),
    );
    const phases = phasesOf(all);
    plans.push({
      folder: folders[0] ?? '',
      migrator,
      skipped: pending.flatMap(({ entry, fate }) => (fate === 'skipped' ? [entry.tag] : [])),
      statements: all.map(({ path, range, text }, index) => ({
        path,
        line: range.start.line,
        sql: `${text};`,
        phase: phases[index]!,
        findings: review.findings.filter(
          (finding) =>
            finding.path === path &&
            finding.severity !== 'notice' &&
            finding.line >= range.start.line &&
            finding.line <= range.end.line,
        ),
        locks: (review.replay?.statements ?? []).flatMap((ran) =>
          ran.path === path && ran.range.start.offset === range.start.offset ? ran.locks : [],
        ),
      })),
    });
  }
  return plans.filter(({ statements, skipped }) => statements.length + skipped.length > 0);
}
