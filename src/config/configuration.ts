import { LineCounter, parseDocument } from 'yaml';
import type { CheckEntry } from '../review/check.ts';
import { closest } from './closest.ts';
import { defaultSettings, type Settings } from '../review/settings.ts';
import { shorten } from '../review/words.ts';
import { describeIssue, unknownName } from './issues.ts';
import { configurationSchema, type Configuration } from './schema.ts';
import { keyOffset, valueOffset } from './positions.ts';

/** Something wrong in a configuration file; line and column are 1-based. */
export interface ConfigurationProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedConfiguration =
  { readonly settings: Settings } | { readonly problems: readonly ConfigurationProblem[] };

/** Nobody writes a longer one; a limit keeps hostile YAML cheap. In UTF-16 code units. */
const longest = 50_000;

/** A file with more mistakes is none of ours; the first ones tell. */
const mostProblems = 20;

/** In UTF-16 code units; yaml quotes tags and anchors of any length. */
const longestMessage = 400;

/** A problem at an offset into the text. */
interface Located {
  readonly offset: number;
  readonly message: string;
}

/**
 * Reads a configuration file over the given defaults. `path` is for the problems; `knownChecks`
 * are those that may be named under `checks`, by id or category. Never throws for what a text holds.
 */
export function parseConfiguration(
  text: string,
  path: string,
  knownChecks: readonly Pick<CheckEntry, 'id' | 'category'>[],
  defaults: Settings = defaultSettings,
): ParsedConfiguration {
  const lines = new LineCounter();
  const result = read(text, lines, knownChecks);
  if (!('problems' in result)) return { settings: settingsOf(result.configuration, defaults) };
  const inOrder = result.problems.toSorted((one, other) => one.offset - other.offset);
  const problems = inOrder.slice(0, mostProblems).map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return {
      path,
      line: Math.max(1, line),
      column: Math.max(1, col),
      message: shorten(message, longestMessage),
    };
  });
  return { problems };
}

function read(
  text: string,
  lineCounter: LineCounter,
  knownChecks: readonly Pick<CheckEntry, 'id' | 'category'>[],
): { configuration: Configuration } | { problems: Located[] } {
  if (text.length > longest) return failure(`is longer than ${longest} characters`);
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    // What follows a first mistake in YAML is mostly its echo.
    const [broken] = [...document.errors, ...document.warnings];
    if (broken) return { problems: [{ offset: broken.pos[0], message: broken.message }] };
    const parsed = configurationSchema.safeParse(document.toJS() ?? {});
    if (!parsed.success) {
      return { problems: parsed.error.issues.flatMap((issue) => describeIssue(issue, document)) };
    }
    const problems = unknownChecks(parsed.data, knownChecks).map(({ name, message }) => ({
      offset: keyOffset(document, ['checks'], name) ?? valueOffset(document, ['checks']),
      message,
    }));
    return problems.length > 0 ? { problems } : { configuration: parsed.data };
  } catch (error) {
    // yaml throws for aliases that multiply, and where nesting ends its stack.
    return failure(error instanceof Error ? error.message : String(error));
  }
}

function failure(message: string): { problems: Located[] } {
  return { problems: [{ offset: 0, message }] };
}

function unknownChecks(
  { checks = {} }: Configuration,
  knownChecks: readonly Pick<CheckEntry, 'id' | 'category'>[],
): { name: string; message: string }[] {
  const known = new Set(knownChecks.flatMap(({ id, category }) => [id, category]));
  return Object.keys(checks)
    .filter((name) => !known.has(name))
    .slice(0, mostProblems)
    .map((name) => ({
      name,
      message: unknownName('check or category', name, closest(name, known)),
    }));
}

function settingsOf(configuration: Configuration, defaults: Settings): Settings {
  const { projects, checks, ...rest } = configuration;
  return {
    ...defaults,
    ...rest,
    projects:
      projects?.map((project) => ({
        migrations: project.migrations.replace(/^(?:\.\/)+/, '').replace(/\/+$/, ''),
        migrator: { ...defaults.migrator, ...project.migrator },
        learnMigrator: defaults.learnMigrator && project.migrator === undefined,
      })) ?? defaults.projects,
    checks: checks
      ? Object.fromEntries(Object.entries(checks).map(([name, severity]) => [name, { severity }]))
      : defaults.checks,
  };
}
