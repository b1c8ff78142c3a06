import { z } from 'zod';
import type { CheckEntry } from '../review/check.ts';
import { presetNames, presets } from '../review/presets.ts';
import { checkSettings } from './check-settings.ts';

/** What the configuration needs to know of a check. */
export type KnownCheck = Pick<CheckEntry, 'id' | 'category' | 'options' | 'tools'>;

const folder = z
  .string()
  .regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$)).+$/, 'must be a path from the root of the repository');

const migrator = z.strictObject({
  transaction: z
    .enum(['all', 'each', 'none'])
    .exactOptional()
    .describe(
      'How migrations are wrapped: all pending ones in one transaction (as Drizzle does), each in its own, or none.',
    ),
  pending: z
    .enum(['when', 'hash', 'name'])
    .exactOptional()
    .describe(
      'What is pending: a "when" later than that of the last applied one (as Drizzle does), or a hash or name that was not applied.',
    ),
});

const identifier = z.string().regex(/^[\w-]+$/, 'must be a plain name');

const replay = z.strictObject({
  enabled: z.boolean().exactOptional().describe('Whether changes are run at all (true).'),
  engine: z
    .enum(['pglite', 'server'])
    .exactOptional()
    .describe(
      'The embedded PostgreSQL (pglite), or the server that db-review is started with, by its ' +
        'environment variable DB_REVIEW_SERVER_URL.',
    ),
  timeout: z
    .int()
    .min(5)
    .max(900)
    .exactOptional()
    .describe('Seconds for the changes of one project (60).'),
  extensions: z
    .array(identifier)
    .exactOptional()
    .describe('Extensions that the database has before its first migration.'),
  roles: z
    .array(identifier)
    .exactOptional()
    .describe('Roles that it has; those of hosted databases are found by their names.'),
  setup: z
    .string()
    .exactOptional()
    .describe('SQL that is run before the first migration, for what no migration makes.'),
});

const narrative = z.strictObject({
  enabled: z
    .boolean()
    .exactOptional()
    .describe('Whether a narrative is written where the operator has configured a model (true).'),
  forks: z
    .boolean()
    .exactOptional()
    .describe('Whether it is written for pull requests of forks, too (false).'),
  principles: z
    .array(z.string().min(1, 'must not be empty').max(300, 'must be at most 300 characters'))
    .max(20, 'must be at most 20')
    .exactOptional()
    .describe('What the team holds about the design of its database, for the model to weigh.'),
});

const project = z.strictObject({
  migrations: folder.describe('Folder of the migrations, from the root of the repository.'),
  schema: z
    .union([folder, z.array(folder).min(1)])
    .exactOptional()
    .describe(
      'Files, folders or globs of the TypeScript schema; as drizzle.config says when left out.',
    ),
  migrator: migrator.exactOptional().describe("How the team's migrator picks and runs migrations."),
});

const tableSize = z
  .union([
    z.enum(['small', 'large']),
    z.strictObject({
      rows: z.int().min(0, 'must be 0 or more').describe('How many rows it has, roughly.'),
      bytes: z.int().min(0, 'must be 0 or more').exactOptional().describe('Its size on disk.'),
    }),
  ])
  .describe('"small", "large", or a map of its rows and bytes.');

const presetTexts = presetNames.map((name) => `${name}: ${presets[name].what}`);

type ConfigurationSchema = ReturnType<typeof schemaOf>;

export type Configuration = z.infer<ConfigurationSchema>;

/** What `.github/db-review.yml` may hold, where these checks are known. */
export function configurationSchema(knownChecks: readonly KnownCheck[]): ConfigurationSchema {
  return schemaOf(knownChecks);
}

function schemaOf(knownChecks: readonly KnownCheck[]) {
  return z
    .strictObject({
      paths: z
        .array(z.string().min(1, 'must not be empty'))
        .exactOptional()
        .describe('Globs of files that concern the database, beside the Drizzle projects.'),
      projects: z
        .array(project)
        .exactOptional()
        .describe('The Drizzle projects; found by their journals when left out.'),
      released: z
        .union([
          z.strictObject({ tag: z.string().min(1, 'must not be empty') }),
          z.strictObject({ deployment: z.string().min(1, 'must not be empty') }),
        ])
        .exactOptional()
        .describe(
          'Whose migrations count as applied: the newest tag that a glob matches, or the newest successful deployment to an environment; the default branch when left out.',
        ),
      deploy: z
        .enum(['migrate-first', 'code-first', 'stop'])
        .exactOptional()
        .describe(
          'Whether migrations run before the new version of the code starts (migrate-first), after it ' +
            'runs everywhere (code-first), or while nothing runs (stop).',
        ),
      postgres: z
        .literal([12, 13, 14, 15, 16, 17, 18])
        .exactOptional()
        .describe('Major version of PostgreSQL in production.'),
      preset: z
        .enum(presetNames)
        .exactOptional()
        .describe(
          `Which checks are on, before \`checks\` changes it (recommended). ${presetTexts.join(' ')}`,
        ),
      tables: z
        .record(z.string(), tableSize)
        .exactOptional()
        .describe(
          'How large tables are in production, by name or glob: locks that last as long as a table is ' +
            'large are errors on large ones and notices on small ones. `db-review stats` writes it.',
        ),
      queries: z
        .array(z.string().min(1, 'must not be empty'))
        .exactOptional()
        .describe(
          'Globs of the code whose Drizzle queries are judged; one that begins with "!" leaves files ' +
            'out. When left out: all TypeScript and JavaScript but tests, seeds and what is built.',
        ),
      softDelete: z
        .array(identifier)
        .exactOptional()
        .describe(
          'Columns that mark a row as deleted, so that it is kept (isTrashed, trashedAt, isDeleted, ' +
            'deletedAt, deleted, removedAt); case and underscores do not count.',
        ),
      checks: checkSettings(knownChecks)
        .exactOptional()
        .describe(
          'By check or category: a severity, "off" to leave it out, or a map of its severity and options.',
        ),
      ignores: ignores(knownChecks.map(({ id }) => id)).exactOptional(),
      accept: z
        .strictObject({
          by: z
            .enum(['write', 'not-author'])
            .describe(
              'Who may accept a risk: whoever may write to the repository, or of them only others ' +
                'than the author of the pull request.',
            ),
        })
        .exactOptional()
        .describe('Who may accept findings by `/db-review accept`.'),
      failOn: z
        .enum(['error', 'warning', 'never'])
        .exactOptional()
        .describe('The lowest severity that stops a merge.'),
      comment: z.boolean().exactOptional().describe('Whether to post the review comment.'),
      replay: replay.exactOptional().describe('How changes are run in the sandbox.'),
      narrative: narrative
        .exactOptional()
        .describe("A model's reading of the review, on which no result depends."),
      onInternalError: z
        .enum(['failure', 'neutral'])
        .exactOptional()
        .describe('Conclusion of the check run when db-review itself fails.'),
    })
    .describe('Configuration of db-review, .github/db-review.yml');
}

function ignores(ids: readonly string[]) {
  const entry = z.strictObject({
    check: z.enum(ids).describe('The check whose findings are ignored.'),
    path: folder.describe('Glob of the files, from the root of the repository.'),
    reason: z.string().regex(/\S/, 'must say why').describe('Why; shown with the finding.'),
  });
  const whole = z.strictObject({
    trust: z
      .boolean()
      .exactOptional()
      .describe('Whether an ignore comment on an error counts without a person who accepts it.'),
    entries: z
      .array(entry)
      .exactOptional()
      .describe('What is ignored where no comment can stand, such as in a journal.'),
  });
  return z
    .union([z.enum(['accept', 'trust']), whole])
    .describe(
      'What an ignore comment on an error does: it asks for acceptance, or "trust" lets it count by ' +
        'itself. A map also holds entries for what cannot carry a comment.',
    );
}

/** The schema for editors, as JSON Schema; with `refs`, what occurs often is said once. */
export function configurationJsonSchema(
  knownChecks: readonly KnownCheck[],
  { refs }: { readonly refs: boolean },
): z.core.JSONSchema.JSONSchema {
  const reused = refs ? 'ref' : 'inline';
  return z.toJSONSchema(configurationSchema(knownChecks), { io: 'input', reused });
}
