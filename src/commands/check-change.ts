import { registry } from '../../checks/index.ts';
import type { SchemaReader } from '../drizzle/schema/read-schema.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { review as reviewChange } from '../review/review.ts';
import { stops } from '../review/verdict.ts';
import type { Parse } from '../sql/statement.ts';
import type { ChangeFlags } from './change-options.ts';
import { openLocalChange } from './local-change.ts';
import { openNarrator, printChecklist, printNarrative } from './narrative.ts';
import { openReplay } from './open-replay.ts';
import type { ReviewFlags } from './options.ts';
import { printReview } from './print.ts';
import { textsOf } from './texts-of.ts';

/** Reviews the change in a git repository that a command line names; gives the exit code. */
export async function checkChange(
  values: ChangeFlags & { readonly 'no-replay': boolean; readonly narrative: boolean },
  flags: ReviewFlags,
  parse: Parse,
  { read: readSchema, generateSql }: SchemaReader,
): Promise<number> {
  const narrator = values.narrative ? await openNarrator() : null;
  const replay = values['no-replay'] ? null : await openReplay(generateSql);
  const { change, settings, close } = await openLocalChange(values, flags);
  try {
    const ports: Ports = {
      checks: registry,
      parse,
      readSchema,
      generateSql,
      now: Date.now,
      ...(replay && { replay }),
    };
    const review = await reviewChange(change, settings, ports);
    const { format } = flags;
    const texts = format === 'text' ? await textsOf(change, review) : new Map();
    await printReview(review, { format, ignores: settings.ignores, texts });
    if (values.narrative) await printChecklist(review, settings);
    if (narrator) await printNarrative(change, review, narrator, settings.narrative.principles);
    return stops(review.verdict, settings.failOn) ? 1 : 0;
  } finally {
    await close();
  }
}
