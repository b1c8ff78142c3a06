import type { Review } from '../review/finding.ts';
import type { Phase } from '../review/phase.ts';
import type { Plan, PlannedStatement } from '../review/plan.ts';
import { codeSpan } from '../review/words.ts';
import { clamp, longestText } from './clamp.ts';
import { fence, inline, neutralise } from './escape.ts';
import { listed, migratorsOf } from './findings.ts';
import { rollbackView } from './rollback-view.ts';
import { cutNotice, renderMarkdown } from './views.ts';

const titles: Readonly<Record<Phase, string>> = {
  expand: 'Expand',
  backfill: 'Backfill',
  contract: 'Contract',
};

/** What each phase is, and when it may be shipped. */
const rules: Readonly<Record<Phase, string>> = {
  expand: 'The version that runs does not notice these. Ship them first.',
  backfill:
    'These write rows. Run them after the expand step, and for many rows in batches outside of the migration.',
  contract:
    'These take away what the running version may use, or demand what old rows may not hold. Ship them in a ' +
    'later release, when no old version runs and the backfill is complete.',
};

/** How to deploy a change, step by step, as Markdown. */
export function renderPlan(plans: readonly Plan[], review: Review): string {
  const view = {
    none: plans.length === 0,
    plans: plans.map((plan) => planView(plan, review)),
    rollback: rollbackView(review),
  };
  return clamp(renderMarkdown('plan', view).trim(), longestText, cutNotice());
}

function planView({ folder, migrator, statements, skipped }: Plan, review: Review): object {
  const phases = (['expand', 'backfill', 'contract'] as const).filter((phase) =>
    statements.some((each) => each.phase === phase),
  );
  const how = migratorsOf(review).find((each) => each.folder === (folder || '.'))?.how;
  const isApart = phases.length > 1;
  return {
    folder: codeSpan(folder || '.'),
    how: inline(how ?? ''),
    skipped: skipped.length > 0 && {
      tags: listed(
        skipped.map((tag) => codeSpan(tag)),
        10,
      ),
    },
    one: !isApart && phases[0] !== 'contract',
    apart: isApart && { count: phases.length, together: migrator.transaction === 'all' },
    steps: phases.map((phase, index) =>
      stepView(
        phase,
        index + 1,
        statements.filter((each) => each.phase === phase),
        migrator.transaction !== 'none',
      ),
    ),
  };
}

function stepView(
  phase: Phase,
  number: number,
  statements: readonly PlannedStatement[],
  isLocal: boolean,
): object {
  const findings = [...new Set(statements.flatMap((each) => each.findings))];
  const locks = statements.flatMap((each) => each.locks);
  const blocked = [...Map.groupBy(locks, ({ blocks }) => blocks)].map(
    ([blocks, each]) =>
      `${blocks} of ${listed([...new Set(each.map(({ relation }) => codeSpan(relation)))], 8)}`,
  );
  return {
    number,
    title: titles[phase],
    rule: rules[phase],
    sql: fence(statements.map(({ sql }) => sql).join('\n'), 'sql'),
    findings: findings.map(({ check, message, todo }) => ({
      check: codeSpan(check),
      message: inline(message),
      todo: neutralise(todo),
    })),
    blocked: blocked.length > 0 && { what: blocked.join('; '), local: isLocal ? 'LOCAL ' : '' },
    isBackfill: phase === 'backfill',
    isContract: phase === 'contract',
    isExpand: phase === 'expand',
  };
}
