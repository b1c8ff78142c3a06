import { z } from 'zod';

const severity = z.enum(['error', 'warning', 'notice', 'off']);

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

const project = z.strictObject({
  migrations: folder.describe('Folder of the migrations, from the root of the repository.'),
  migrator: migrator.exactOptional().describe("How the team's migrator picks and runs migrations."),
});

/** What `.github/db-review.yml` may hold. */
export const configurationSchema = z
  .strictObject({
    paths: z
      .array(z.string().min(1, 'must not be empty'))
      .exactOptional()
      .describe('Globs of files that concern the database, beside the Drizzle projects.'),
    projects: z
      .array(project)
      .exactOptional()
      .describe('The Drizzle projects; found by their journals when left out.'),
    postgres: z
      .literal([13, 14, 15, 16, 17, 18])
      .exactOptional()
      .describe('Major version of PostgreSQL in production.'),
    checks: z
      .record(z.string(), severity)
      .exactOptional()
      .describe('Severity by check or category; "off" leaves it out.'),
    ignores: z
      .enum(['accept', 'trust'])
      .exactOptional()
      .describe('Whether an ignore comment on an error asks for acceptance, or counts by itself.'),
    failOn: z
      .enum(['error', 'warning', 'never'])
      .exactOptional()
      .describe('The lowest severity that stops a merge.'),
    comment: z.boolean().exactOptional().describe('Whether to post the review comment.'),
    onInternalError: z
      .enum(['failure', 'neutral'])
      .exactOptional()
      .describe('Conclusion of the check run when db-review itself fails.'),
  })
  .describe('Configuration of db-review, .github/db-review.yml');

export type Configuration = z.infer<typeof configurationSchema>;

/** The schema for editors, as JSON Schema. */
export function configurationJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(configurationSchema, { io: 'input' });
}
