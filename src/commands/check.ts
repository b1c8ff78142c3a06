import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import { everythingOf } from '../review/everything.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { review as reviewChange } from '../review/review.ts';
import { stops } from '../review/verdict.ts';
import { openGitChange } from '../source/git.ts';
import { createParser } from '../sql/parser.ts';
import { settingsOfChange } from './change-settings.ts';
import { openReplay } from './open-replay.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { printReview } from './print.ts';
import { release } from './release.ts';
import { textsOf } from './texts-of.ts';
import { UsageError } from './usage-error.ts';

const help = `Reviews a change in a git repository. Nothing is checked out or written.

Usage: db-review check [options]

  --repo DIR                  work tree or bare repository (.)
  --base REV                  where the change goes to (the tip of the default branch)
  --head REV                  the change (the work tree with its untracked files)
  --released REV              whose migrations count as applied (base)
  --all                       reviews everything, not only what is new: the whole history, as it runs
                              on an empty database, every snapshot, and the schema
  --no-replay                 do not run the change in a sandbox
${reviewOptionsHelp}`;

const options = {
  ...reviewOptions,
  repo: { type: 'string', default: '.' },
  base: { type: 'string' },
  head: { type: 'string' },
  released: { type: 'string' },
  all: { type: 'boolean', default: false },
  'no-replay': { type: 'boolean', default: false },
} as const;

/** `db-review check`: gives the exit code. */
export async function check(args: string[]): Promise<number> {
  const { values } = parseOptions('check', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.all && (values.base !== undefined || values.released !== undefined)) {
    throw new UsageError('--all compares with nothing; leave --base and --released out');
  }
  const flags = reviewFlags(values);
  // The parser's thread and the reader of schemas load meanwhile, and end with the process.
  const { parse } = createParser();
  const { read: readSchema, generateSql } = createSchemaReader();
  const replay = values['no-replay'] ? null : await openReplay(generateSql);
  const opened = await openGitChange(
    values.all ? { ...values, base: values.head ?? 'HEAD' } : values,
  );
  try {
    const settings = await settingsOfChange(opened, flags);
    const isSaid = values.released !== undefined || values.base !== undefined || values.all;
    if (!isSaid) await release(opened, settings);
    const change = values.all ? await everythingOf(opened) : opened;
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
    return stops(review.verdict, settings.failOn) ? 1 : 0;
  } finally {
    await opened.close();
  }
}
