import { renderPlan } from '../report/plan.ts';
import { plansOf } from '../review/plan.ts';
import { changeOptions, changeOptionsHelp } from './change-options.ts';
import { parseOptions, reviewOptions, reviewOptionsHelp } from './options.ts';
import { reviewChangeOf } from './review-change.ts';
import { sayMarkdown } from './say-markdown.ts';

const help = `Prints how to deploy a change: expand, backfill, contract, with the SQL of each step.

Usage: db-review plan [options]

${changeOptionsHelp}${reviewOptionsHelp}
`;

const options = { ...reviewOptions, ...changeOptions } as const;

/** `db-review plan`: gives the exit code. */
export async function plan(args: string[]): Promise<number> {
  const { values } = parseOptions('plan', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  return reviewChangeOf(values, async ({ change, review, settings, ports }) => {
    sayMarkdown(renderPlan(await plansOf(change, review, settings, ports), review));
    return 0;
  });
}
