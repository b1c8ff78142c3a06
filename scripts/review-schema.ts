import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { z } from 'zod';

const nullable = <Each extends z.ZodType>(form: Each) => z.union([form, z.null()]);
const count = z.number().int().nonnegative();
const position = z.number().int().positive();
const commit = nullable(z.string());

const error = {
  code: z.string().meta({ description: 'SQLSTATE' }),
  message: z.string(),
  detail: nullable(z.string()),
  row: nullable(z.string()).meta({ description: 'The row that makes it fail, as an INSERT' }),
};

const road = z.strictObject({
  state: z.enum(['equal', 'differs', 'failed', 'unknown']),
  differences: z.array(
    z.strictObject({
      class: z.string().meta({ description: 'table, column, index, enum, trigger, …' }),
      name: z.string(),
      upgrade: nullable(z.string()),
      other: nullable(z.string()),
    }),
  ),
  before: count.meta({ description: 'Objects that differed before the change' }),
  because: nullable(z.string()),
});

const replay = z.strictObject({
  engine: z.string(),
  status: z.enum(['complete', 'partial', 'impossible', 'timed-out']),
  because: nullable(z.string()),
  unproven: z.array(z.string()),
  roads: z.strictObject({ fresh: road, recorded: road, declared: road }),
  statements: z
    .array(
      z.strictObject({
        path: z.string(),
        line: position,
        milliseconds: z.number().nonnegative(),
        locks: z.array(
          z.strictObject({
            relation: z.string(),
            mode: z.string().meta({ description: 'As pg_locks calls it' }),
            blocks: z.enum(['reads and writes', 'writes', 'schema changes']),
          }),
        ),
        heldUntil: z.enum(['statement', 'migration', 'last migration']),
        rewrites: z.array(z.string()),
        scans: z.array(z.string()),
        rows: z
          .array(
            z.strictObject({
              relation: z.string(),
              inserted: count,
              updated: count,
              deleted: count,
            }),
          )
          .meta({ description: 'Rows that it has written, of those that migrations make' }),
        notices: z.array(z.string()),
        error: nullable(z.strictObject(error)),
      }),
    )
    .meta({ description: 'The pending statements, as they ran where released was applied' }),
  probes: z
    .array(
      z.strictObject({
        path: z.string(),
        line: position,
        kind: z.enum(['not null', 'unique', 'foreign key', 'check', 'exclusion', 'type', 'rows']),
        status: z.enum(['proven', 'guarded', 'handled', 'deleted', 'implied', 'not probed']),
        grade: nullable(z.enum(['any', 'ordinary', 'explicit', 'extreme'])).meta({
          description: 'How ordinary the rows are',
        }),
        table: z.string().meta({ description: 'As it was called before the change' }),
        object: nullable(z.string()).meta({ description: 'The column, constraint or index' }),
        rows: z.array(z.string()).meta({ description: 'INSERTs, parents first' }),
        query: nullable(z.string()).meta({ description: 'Counts such rows in production' }),
        error: nullable(
          z.strictObject({ code: error.code, message: error.message, detail: error.detail }),
        ),
        because: nullable(z.string()),
      }),
    )
    .meta({ description: 'Statements that were tried on rows which the released schema allows' }),
  invalidIndexes: z.array(z.string()),
  otherBase: nullable(
    z.strictObject({
      skipped: z.array(z.string()),
      error: nullable(z.strictObject({ ...error, path: z.string(), line: position })),
    }),
  ),
  rollback: nullable(
    z.strictObject({
      sql: z.array(z.string()),
      works: z.boolean(),
      because: nullable(z.string()),
    }),
  ),
  milliseconds: z.record(z.string(), z.number().nonnegative()),
});

const finding = z.strictObject({
  check: z.string().meta({ description: 'Id of the check, which never changes' }),
  category: z.enum([
    'data',
    'lock',
    'compatibility',
    'history',
    'schema',
    'query',
    'security',
    'syntax',
    'project',
    'style',
  ]),
  severity: z.enum(['error', 'warning', 'notice']),
  title: z.string(),
  path: z.string(),
  line: position,
  endLine: position,
  column: position.meta({ description: 'From 1, in UTF-16 code units' }),
  endColumn: position.meta({ description: 'After the last character' }),
  message: z.string().meta({ description: 'What is wrong, as Markdown' }),
  why: z.string().meta({ description: 'Markdown' }),
  todo: z.string().meta({ description: 'What to do, as Markdown' }),
  fingerprint: z.string().meta({ description: 'The same as long as the cause stands' }),
  sources: z.array(z.strictObject({ tool: z.string(), rule: z.string() })),
  evidence: nullable(z.record(z.string(), z.unknown())),
  fix: nullable(
    z.strictObject({
      line: z.int(),
      column: z.int(),
      endLine: z.int(),
      endColumn: z.int(),
      text: z.string(),
    }),
  ),
  ignored: nullable(z.strictObject({ reason: z.string() })),
  accepted: nullable(z.strictObject({ by: z.string(), reason: z.string() })),
});

const change = z.strictObject({
  kind: z.enum(['added', 'removed', 'changed', 'renamed']),
  object: z.enum(['table', 'view', 'column', 'constraint', 'index', 'enum']),
  name: z.string(),
  detail: z.string(),
});

const review = z
  .strictObject({
    version: z.literal(1),
    verdict: z.enum(['pass', 'warn', 'accept', 'fail']),
    base: commit.meta({ description: 'Commit; null where there is no repository' }),
    head: commit.meta({ description: 'Commit; null for a work tree' }),
    findings: z.array(finding),
    changes: z.array(change),
    replay: nullable(replay),
    skipped: z.array(z.strictObject({ check: z.string(), because: z.string() })),
    statistics: z.strictObject({
      migrations: count,
      statements: count,
      files: count,
      milliseconds: z.record(z.string(), z.number().nonnegative()),
      requests: count.meta({ description: 'Requests to GitHub' }),
    }),
  })
  .meta({ title: 'A review by db-review', description: 'What --format json prints' });

/** The text of docs/review.schema.json. */
export function reviewSchemaText(): Promise<string> {
  const schema = z.toJSONSchema(review, { target: 'draft-7' });
  return format(JSON.stringify(schema), { parser: 'json', printWidth: 100 });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(new URL('../docs/review.schema.json', import.meta.url), await reviewSchemaText());
}
