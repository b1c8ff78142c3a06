import { LineCounter, parseDocument } from 'yaml';
import { type PresetName, presetSettings } from '../review/presets.ts';
import { defaultSettings, type Settings } from '../review/settings.ts';
import { shorten } from '../review/words.ts';
import { checkSettingsOf } from './check-settings.ts';
import { describeIssue } from './issues.ts';
import { configurationSchema, type Configuration, type KnownCheck } from './schema.ts';

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
 * are those that may be named under `checks`, by id or category; `preset` counts before the one in
 * the file. Never throws for what a text holds.
 */
export function parseConfiguration(
  text: string,
  path: string,
  knownChecks: readonly KnownCheck[],
  defaults: Settings = defaultSettings,
  preset?: PresetName,
): ParsedConfiguration {
  const lines = new LineCounter();
  const result = read(text, lines, knownChecks);
  if (!('problems' in result)) {
    const named = preset ?? result.configuration.preset;
    const start = named ? { ...defaults, ...presetSettings(named, knownChecks) } : defaults;
    return { settings: settingsOf(result.configuration, start) };
  }
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
  knownChecks: readonly KnownCheck[],
): { configuration: Configuration } | { problems: Located[] } {
  if (text.length > longest) return failure(`is longer than ${longest} characters`);
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    // What follows a first mistake in YAML is mostly its echo.
    const [broken] = [...document.errors, ...document.warnings];
    if (broken) return { problems: [{ offset: broken.pos[0], message: broken.message }] };
    const parsed = configurationSchema(knownChecks).safeParse(document.toJS() ?? {});
    if (parsed.success) return { configuration: parsed.data };
    const describe = describeIssue(document, knownChecks);
    return { problems: parsed.error.issues.flatMap(describe) };
  } catch (error) {
    // yaml throws for aliases that multiply, and where nesting ends its stack.
    return failure(error instanceof Error ? error.message : String(error));
  }
}

function failure(message: string): { problems: Located[] } {
  return { problems: [{ offset: 0, message }] };
}

function settingsOf(configuration: Configuration, defaults: Settings): Settings {
  const { projects, tables, checks, ignores, replay, narrative, ...rest } = configuration;
  return {
    ...defaults,
    ...rest,
    preset: defaults.preset,
    ...(ignores && ignoresOf(ignores)),
    replay: { ...defaults.replay, ...replay },
    narrative: { ...defaults.narrative, ...narrative },
    ...(tables && {
      tables: Object.entries(tables).map(([pattern, size]) => ({ pattern, size })),
    }),
    projects:
      projects?.map((project) => ({
        migrations: plainPath(project.migrations),
        schema: project.schema === undefined ? null : [project.schema].flat().map(plainPath),
        migrator: { ...defaults.migrator, ...project.migrator },
        learnMigrator: defaults.learnMigrator && project.migrator === undefined,
      })) ?? defaults.projects,
    checks: checks
      ? Object.fromEntries(
          Object.entries(checks).map(([name, written]) => [name, checkSettingsOf(written)]),
        )
      : defaults.checks,
  };
}

function ignoresOf(
  ignores: NonNullable<Configuration['ignores']>,
): Pick<Settings, 'ignores'> & Partial<Pick<Settings, 'ignoreEntries'>> {
  if (typeof ignores === 'string') return { ignores };
  const { trust = false, entries = [] } = ignores;
  return { ignores: trust ? 'trust' : 'accept', ignoreEntries: entries };
}

/** Without `./` before it and slashes after it. */
function plainPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}
