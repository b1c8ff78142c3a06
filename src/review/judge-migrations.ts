import type { SchemaReader } from '../drizzle/schema/read-schema.ts';
import type { Schema } from '../schema/model.ts';
import type { Parse, ParsedSql } from '../sql/statement.ts';
import { triggersOf } from '../sql/tree.ts';
import type { CheckEntry } from './check.ts';
import { applyIgnoreEntries } from './ignore-entries.ts';
import { applyIgnores, ignoresOf } from './ignores.ts';
import { withoutExplained } from './explained.ts';
import { judgeFiles, judgeStatements, type State } from './judge.ts';
import { loadChecks, loadOne, statementPreloader } from './load.ts';
import { type Skipped, skippedIn } from './skipped.ts';
import type { Replay } from './replay.ts';
import type { Reported } from './reports.ts';
import type { Migrator, Settings } from './settings.ts';
import { inTransactions } from './transactions.ts';
import { judgeIgnores } from './unused-ignores.ts';

/** The engines that a review is given, since the core does no I/O. */
export interface Ports {
  readonly checks: readonly CheckEntry[];
  readonly parse: Parse;
  /** Reads TypeScript schemas without running them; without it, nobody looks at them. */
  readonly readSchema?: SchemaReader['read'];
  readonly generateSql?: SchemaReader['generateSql'];
  /** Milliseconds since 1970. Without a clock, nothing lies in the future. */
  readonly now?: () => number;
  /** Runs changes in a sandbox. Without it, nothing is proven by running it. */
  readonly replay?: Replay;
}

/** A pending migration. */
export interface MigrationText {
  readonly path: string;
  /** Null where it is too large to be read. */
  readonly text: string | null;
  readonly problem: 'not-utf8' | 'too-large' | null;
}

/** What was found in migrations, and the schema that they lead to. */
export interface Judged {
  readonly reported: readonly Reported[];
  readonly after: Schema;
  /** How many statements each file holds, without those in bodies. */
  readonly statements: ReadonlyMap<string, number>;
  readonly skipped: readonly Skipped[];
}

/**
 * Judges migrations that run one after the other on a known or unknown state. `others` are reports
 * on the same files from elsewhere, so that ignore comments cover them too; `notAsked` are checks
 * that the caller cannot ask.
 */
export async function judgeMigrations(
  migrations: readonly MigrationText[],
  state: State,
  migrator: Migrator,
  settings: Settings,
  { checks, parse }: Ports,
  others: readonly Reported[] = [],
  notAsked: readonly Skipped[] = [],
): Promise<Judged> {
  const texts = migrations.map(({ text }) => text ?? '');
  // The parser's thread is still starting.
  const fileChecks = await loadChecks(checks, 'file', settings);
  const onParsed = statementPreloader(checks, settings);
  const parsed = await parse(texts, { postgres: settings.postgres, onParsed });
  const files = migrations.map((migration, index) => ({ ...migration, sql: parsed[index]! }));

  const pending = inTransactions(files, migrator.transaction);
  const triggers = new Set(pending.flatMap(({ statement }) => triggersOf(statement)));
  const statementChecks = await loadChecks(checks, 'statements', settings, triggers);
  const judged = judgeStatements(pending, state, migrator, statementChecks, settings);

  const ofTexts = judgeFiles(files, fileChecks, settings);
  const all = withoutExplained([...others, ...ofTexts, ...judged.reported]);
  const skipped = [...notAsked, ...skippedIn(files, state, checks, settings)];
  const limited = new Set(skipped.map(({ check }) => check));
  const silenced = await silence(files, all, limited, settings, checks);
  const reported = applyIgnoreEntries(silenced, settings.ignoreEntries);
  const statements = new Map(
    files.map(({ path, sql }) => [path, sql.statements.filter(({ within }) => !within).length]),
  );
  return { reported, after: judged.after, statements, skipped };
}

async function silence(
  files: readonly { readonly path: string; readonly sql: ParsedSql }[],
  all: readonly Reported[],
  limited: ReadonlySet<string>,
  settings: Settings,
  checks: readonly CheckEntry[],
): Promise<Reported[]> {
  const ignores = files.flatMap(({ path, sql }) => ignoresOf(path, sql));
  if (ignores.length === 0) return [...all];
  const { reported, used } = applyIgnores(all, ignores);
  const unused = await loadOne(checks, 'unused-ignore');
  return unused
    ? [...reported, ...judgeIgnores(used, unused, checks, limited, settings)]
    : reported;
}
