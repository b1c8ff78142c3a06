import type { ReadSchema } from '../drizzle/schema/read-schema.ts';
import type { Change } from './change.ts';
import type { SchemaCheck } from './check.ts';
import { declaredModel } from './declared-tables.ts';
import type { DeclaredSchemas } from './declared.ts';
import { placeInHead } from './head-place.ts';
import { judgeSchema } from './judge.ts';
import type { Project } from './projects.ts';
import type { Reported } from './reports.ts';
import { unknownEntry } from './schema-drift.ts';
import type { DeclaredModel } from './schema-visit.ts';
import type { Settings } from './settings.ts';
import { strayTables } from './stray-tables.ts';

/** What the checks of one kind report of both trees, or why they could not. */
export interface JudgedSides {
  readonly base: readonly Reported[];
  readonly merged: readonly Reported[];
  readonly reasons: readonly string[];
}

const nothing: JudgedSides = { base: [], merged: [], reasons: [] };

/** Runs the checks of the declared schema on base and on merged, whose places are head's. */
export async function judgeDeclared(
  project: Project,
  { base, merged }: DeclaredSchemas,
  change: Change,
  checks: readonly SchemaCheck[],
  settings: Settings,
): Promise<JudgedSides> {
  if (checks.length === 0 || (merged !== null && merged === base)) return nothing;
  const problem = problemOf(project, { base, merged }, change);
  if (problem !== null || !merged) return { ...nothing, reasons: [problem ?? unknownEntry] };

  const before = base?.snapshot ? declaredModel(base) : null;
  const beside = {
    strays: await strayTables(merged, change),
    documents: checks.some((check) => check.readsDocuments) ? await documentsOf(change) : noTexts,
  };
  const reported = judgeSchema({ ...declaredModel(merged), before, ...beside }, checks, settings);
  return {
    base: before ? judgeAlone(before, checks, settings) : [],
    merged: await Promise.all(reported.map((each) => inHead(each, change))),
    reasons: unreadIn(merged, base),
  };
}

const noTexts: ReadonlyMap<string, string> = new Map();

/** What base itself has, with which nothing is compared. */
function judgeAlone(
  model: DeclaredModel,
  checks: readonly SchemaCheck[],
  settings: Settings,
): Reported[] {
  const visit = { ...model, before: null, strays: [], documents: noTexts };
  return judgeSchema(visit, checks, settings);
}

/** Why the schema cannot be judged; without what base declares, nobody knows what is new. */
function problemOf(
  { configs, histories }: Project,
  { base, merged }: DeclaredSchemas,
  { conflicts }: Change,
): string | null {
  if (!merged) return unknownEntry;
  if (configs.merged.schema?.isCasingUnknown) {
    return 'drizzle.config computes how columns are named';
  }
  const inConflict = merged.files.find((path) => conflicts.has(path));
  if (inConflict !== undefined) return `${inConflict} does not merge cleanly`;
  if (!merged.snapshot) return `the schema could not be read: ${merged.problem ?? ''}`;
  if (histories.base.journal === null || base?.snapshot) return null;
  return `on the base branch, the schema could not be read: ${base?.problem ?? unknownEntry}`;
}

const mostReasons = 5;

/** Exports that could not be read, and that base does not have. */
function unreadIn({ unresolved }: ReadSchema, base: ReadSchema | null): string[] {
  const keyOf = ({ name, why, path }: ReadSchema['unresolved'][number]): string =>
    `${path} ${name} ${why}`;
  const known = new Set(base?.unresolved.map(keyOf));
  return unresolved
    .filter((each) => each.object !== null && !known.has(keyOf(each)))
    .slice(0, mostReasons)
    .map(({ name, why, path, line }) => `${name} at ${path}:${line} could not be read: ${why}`);
}

async function inHead(each: Reported, change: Change): Promise<Reported> {
  const { range } = await placeInHead({ path: each.path, range: each.at }, change);
  return range === each.at ? each : { ...each, at: range, within: [range] };
}

const document = /\.(?:mdx?|txt|rst|adoc)$/i;
const mostDocuments = 50;

async function documentsOf(change: Change): Promise<ReadonlyMap<string, string>> {
  const paths = change.files
    .filter(({ path, status }) => status !== 'removed' && document.test(path))
    .map(({ path }) => path)
    .slice(0, mostDocuments);
  const blobs = await change.read('head', paths);
  return new Map([...blobs].flatMap(([path, { text }]) => (text === null ? [] : [[path, text]])));
}
