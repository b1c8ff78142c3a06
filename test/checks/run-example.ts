import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../../src/drizzle/engine/schema-reader.ts';
import type { SchemaReader } from '../../src/drizzle/schema/read-schema.ts';
import { type AcceptedExample, type Check, exampleHistory } from '../../src/review/check.ts';
import { exampleProject, withImports } from '../../src/review/example-code.ts';
import type { Finding, Review } from '../../src/review/finding.ts';
import { reviewSql } from '../../src/review/lint.ts';
import { review } from '../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../src/review/settings.ts';
import type { Parse } from '../../src/sql/statement.ts';
import { changeOf } from '../memory-change.ts';
import { replay } from '../replay/engine.ts';

let reader: SchemaReader | null = null;

/** Ends what examples with a schema have started. */
export async function endExamples(): Promise<void> {
  await reader?.close();
}

/**
 * Reviews an example of a check with every check that is recommended, and that one, as a user's
 * change would be.
 */
export async function reviewExample(
  { id, needs }: Pick<Check, 'id' | 'needs'>,
  example: AcceptedExample,
  parse: Parse,
): Promise<Review> {
  const { options = {} } = example;
  const settings: Settings = {
    ...defaultSettings,
    checks: { [id]: { severity: 'on', options } },
    tables: (example.large ?? []).map((pattern) => ({ pattern, size: 'large' })),
    postgres: example.postgres ?? null,
    migrator: { transaction: example.transaction ?? 'all', pending: example.pending ?? 'when' },
  };
  const now = () => Date.UTC(2027, 0);
  const ports = { checks: registry, parse, now, ...(needs === 'replay' && { replay }) };
  if (example.code !== undefined) {
    reader ??= createSchemaReader();
    const head = { ...exampleProject, 'src/code.ts': withImports(example.code) };
    const change = changeOf({ base: exampleProject, head });
    return review(change, settings, { ...ports, readSchema: reader.read });
  }
  const trees = example.schema === undefined ? example.trees : treesOf(example.schema);
  if (trees) {
    if (!('drizzle.config.ts' in trees.head)) {
      return review(changeOf(trees), settings, ports);
    }
    reader ??= createSchemaReader();
    const { read: readSchema, generateSql } = reader;
    return review(changeOf(trees), settings, { ...ports, readSchema, generateSql });
  }

  const texts = [example.sql ?? ''].flat();
  const pending = texts.map((sql, index) => ({
    tag: `000${index + 1}_example`,
    sql,
    when: index + 2,
  }));
  if (example.released === undefined) {
    const files = pending.map(({ tag, sql }) => ({ path: `${tag}.sql`, text: sql, problem: null }));
    return reviewSql(files, settings, ports);
  }
  const released = { tag: '0000_released', when: 1, sql: example.released, snapshot: null };
  const added = pending.map((each) => ({ ...each, snapshot: null }));
  const base = exampleHistory([released]);
  return review(changeOf({ base, head: exampleHistory([released, ...added]) }), settings, ports);
}

/** The imports come last, so that the lines are those of the example. */
const names =
  'pgTable, pgEnum, pgPolicy, text, varchar, boolean, integer, bigint, serial, real, numeric, ' +
  'timestamp, jsonb, uuid, index, uniqueIndex, unique, primaryKey, foreignKey, check, doublePrecision';
const imports = `
import { ${names} } from 'drizzle-orm/pg-core';
import { relations, sql } from 'drizzle-orm';
import { createId } from '@paralleldrive/cuid2';
`;

function treesOf(schema: NonNullable<AcceptedExample['schema']>): AcceptedExample['trees'] {
  const { before, after } = typeof schema === 'string' ? { before: '', after: schema } : schema;
  const config = "export default { schema: './schema.ts', dialect: 'postgresql' };";
  const tree = (text: string) => ({
    'drizzle.config.ts': config,
    'schema.ts': text + imports,
    ...exampleHistory([]),
  });
  return { base: tree(before), head: tree(after) };
}

/** The findings of one check. */
export function findingsOf(check: Pick<Check, 'id'>, result: Review): readonly Finding[] {
  return result.findings.filter((finding) => finding.check === check.id);
}
