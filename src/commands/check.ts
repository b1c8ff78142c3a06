import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import { createParser } from '../sql/parser.ts';
import { changeOptions, changeOptionsHelp } from './change-options.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { UsageError } from './usage-error.ts';

const help = `Reviews a change in a git repository. Nothing is checked out or written.

Usage: db-review check [options]

${changeOptionsHelp}\
  --no-replay                 do not run the change in a sandbox
  --narrative                 add the checklist with its evidence, and what the model of
                              NARRATIVE_MODEL makes of the review, if one is named
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
  // The reader of schemas and the parser's thread start while the rest of the program loads, and end
  // with the process.
  const reader = createSchemaReader();
  const { parse } = createParser();
  const { checkChange } = await import('./check-change.ts');
  return checkChange(values, flags, parse, reader);
}
