import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { review as reviewChange } from '../review/review.ts';
import { stops } from '../review/verdict.ts';
import { createParser } from '../sql/parser.ts';
import { changeOptions, changeOptionsHelp, openLocalChange } from './local-change.ts';
import { openNarrator, printNarrative } from './narrative.ts';
import { openReplay } from './open-replay.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { printReview } from './print.ts';
import { textsOf } from './texts-of.ts';
import { UsageError } from './usage-error.ts';

const help = `Reviews a change in a git repository. Nothing is checked out or written.

Usage: db-review check [options]

${changeOptionsHelp}\
  --no-replay                 do not run the change in a sandbox
  --narrative                 add what the model of NARRATIVE_MODEL makes of the review
${reviewOptionsHelp}`;

const options = {
  ...reviewOptions,
  ...changeOptions,
  'no-replay': { type: 'boolean', default: false },
  narrative: { type: 'boolean', default: false },
} as const;

/** `db-review check`: gives the exit code. */
export async function check(args: string[]): Promise<number> {
  const { values } = parseOptions('check', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.narrative && values.format === 'json') {
    throw new UsageError('--narrative is text; leave --format out');
  }
  const flags = reviewFlags(values);
  const narrator = values.narrative ? await openNarrator() : null;
  // The parser's thread and the reader of schemas load meanwhile, and end with the process.
  const { parse } = createParser();
  const { read: readSchema, generateSql } = createSchemaReader();
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
    if (narrator) await printNarrative(change, review, narrator, settings.narrative.principles);
    return stops(review.verdict, settings.failOn) ? 1 : 0;
  } finally {
    await close();
  }
}
