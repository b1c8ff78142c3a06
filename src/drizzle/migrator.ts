import { pendingOf, transactionOf, withoutComments } from './runner-rules.ts';

/** How a repository migrates, as far as its files tell; null for what they do not tell. */
export interface LearnedMigrator {
  /** Drizzle's own, or one that the team wrote around drizzle-orm's files and table. */
  readonly kind: 'drizzle' | 'own';
  readonly transaction: 'all' | 'each' | 'none' | null;
  readonly pending: 'when' | 'hash' | 'name' | null;
  /** The file that says so. */
  readonly path: string;
}

/** More than these, and a repository's own names do not tell. */
const mostCandidates = 12;

const runnerName = /(?:^|[-_.])(?:migrat(?:e|or|ions?)|run-?migrations?)(?:[-_.]|$)/i;
const script = /\.(?:[cm]?[jt]s)$/;
const elsewhere =
  /(?:^|\/)(?:node_modules|dist|build|tests?|__tests__|__mocks__|fixtures)\/|\.(?:test|spec|d)\.[cm]?ts$/;

/** Whether a file may tell how migrations are run: a package.json, or a script with such a name. */
export function isMigratorFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isNamed =
    name === 'package.json' || (script.test(name) && runnerName.test(name.replace(script, '')));
  return isNamed && !elsewhere.test(path);
}

/**
 * Of those files, the ones that may tell how a migrations folder is applied: its package's
 * package.json, and the scripts in that package or in the repository's `scripts/`.
 */
export function migratorFiles(files: readonly string[], folder: string): string[] {
  const root = packageOf(files, folder);
  const near = files.filter(
    (path) => script.test(path) && (path.startsWith(root) || path.startsWith('scripts/')),
  );
  const isInside = (path: string): number => Number(path.startsWith(`${folder}/`));
  const nearest = near.sort(
    (one, other) =>
      isInside(other) - isInside(one) || depth(one) - depth(other) || (one < other ? -1 : 1),
  );
  const manifests = [`${root}package.json`, 'package.json'].filter((path) => files.includes(path));
  return [...new Set([...nearest.slice(0, mostCandidates), ...manifests])];
}

/**
 * What the files tell, by path. A runner that reads drizzle-orm's migration files and writes down what
 * it ran counts before Drizzle's own `migrate()` and `drizzle-kit migrate`; one that only reads, such
 * as a script that shows what is pending, does not. Null where none is seen.
 */
export function learnMigrator(files: ReadonlyMap<string, string>): LearnedMigrator | null {
  const scripts = [...files]
    .filter(([path]) => script.test(path))
    .map(([path, text]) => [path, withoutComments(text)] as const);
  const stock = stockMigrator(scripts, files);
  const own = scripts.filter(([, text]) => readsFiles.test(text) || recordsRuns(text));
  const isOwn = own.length > 0 && !own.some(([, text]) => isDrizzles(text));
  if (isOwn && (!stock || own.some(([, text]) => inserts.test(text)))) return ownRunner(own);
  return stock;
}

const readsFiles = /\b(?:readMigrationFiles|folderMillis)\b/;
const inserts = /\binsert\s+into\b|\.insert\s*\(/i;

function recordsRuns(text: string): boolean {
  return inserts.test(text) && /__drizzle_migrations/.test(text);
}

function stockMigrator(
  scripts: readonly (readonly [string, string])[],
  files: ReadonlyMap<string, string>,
): LearnedMigrator | null {
  const rules = { kind: 'drizzle', transaction: 'all', pending: 'when' } as const;
  const caller = scripts.find(([, text]) => isDrizzles(text));
  if (caller) {
    const [path, text] = caller;
    const isHttp = /drizzle-orm\/neon-http\/migrator/.test(text);
    return { ...rules, ...(isHttp && { transaction: 'none' }), path };
  }
  const manifest = [...files].find(
    ([path, text]) => path.endsWith('package.json') && /drizzle-kit\s+migrate\b/.test(text),
  );
  return manifest ? { ...rules, path: manifest[0] } : null;
}

/** Each driver has its own `migrate()`; `drizzle-orm/migrator` only reads the files. */
function isDrizzles(text: string): boolean {
  return /\bmigrate\b/.test(text) && /['"]drizzle-orm\/[\w-]+\/migrator['"]/.test(text);
}

/** The runner may be spread over files, of which one reads and another runs. */
function ownRunner(files: readonly (readonly [string, string])[]): LearnedMigrator {
  const found = files.map(([path, text]) => ({ path, ...rulesOf(text) }));
  const only = <Rule>(rules: readonly (Rule | null)[]): Rule | null => {
    const known = new Set(rules.filter((rule) => rule !== null));
    return known.size === 1 ? ([...known][0] ?? null) : null;
  };
  const telling = found.find(
    ({ transaction, pending }) => transaction !== null || pending !== null,
  );
  return {
    kind: 'own',
    transaction: only(found.map(({ transaction }) => transaction)),
    pending: only(found.map(({ pending }) => pending)),
    path: telling?.path ?? found[0]!.path,
  };
}

function rulesOf(text: string): Pick<LearnedMigrator, 'transaction' | 'pending'> {
  return { transaction: transactionOf(text), pending: pendingOf(text) };
}

/** The folder of the nearest package.json above a folder, with its slash; the root's is empty. */
function packageOf(paths: readonly string[], folder: string): string {
  const manifests = paths.filter(
    (path) => path === 'package.json' || path.endsWith('/package.json'),
  );
  const roots = manifests.map((path) => path.slice(0, -'package.json'.length));
  const above = roots.filter((root) => `${folder}/`.startsWith(root));
  return above.sort((one, other) => other.length - one.length)[0] ?? '';
}

function depth(path: string): number {
  return path.split('/').length;
}
