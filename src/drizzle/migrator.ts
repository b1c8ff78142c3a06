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
  if (elsewhere.test(path)) return false;
  return (
    name === 'package.json' || (script.test(name) && runnerName.test(name.replace(script, '')))
  );
}

/**
 * Of those files, the ones that may tell how a migrations folder is applied: its package's
 * package.json, and the scripts in that package or in the repository's `scripts/`.
 */
export function migratorFiles(files: readonly string[], folder: string): string[] {
  const root = packageOf(files, folder);
  const near = files.filter(
    (path) =>
      script.test(path) &&
      (path.startsWith(root) || path.startsWith('scripts/')) &&
      !path.startsWith(`${folder}/`),
  );
  const nearest = near.sort((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
  const manifests = [`${root}package.json`, 'package.json'].filter((path) => files.includes(path));
  return [...new Set([...nearest.slice(0, mostCandidates), ...manifests])];
}

/**
 * What the files tell, by path. A runner that reads drizzle-orm's migration files itself counts
 * before Drizzle's own `migrate()` and `drizzle-kit migrate`. Null where none is seen.
 */
export function learnMigrator(files: ReadonlyMap<string, string>): LearnedMigrator | null {
  const scripts = [...files].filter(([path]) => script.test(path)).map(withoutComments);
  const own = scripts.filter(([, text]) =>
    /\b(?:readMigrationFiles|folderMillis)\b|__drizzle_migrations/.test(text),
  );
  if (own.length > 0 && !own.some(([, text]) => isDrizzles(text))) return ownRunner(own);

  const stock = scripts.find(([, text]) => isDrizzles(text));
  if (stock) {
    const isHttp = /drizzle-orm\/neon-http\/migrator/.test(stock[1]);
    return {
      kind: 'drizzle',
      transaction: isHttp ? 'none' : 'all',
      pending: 'when',
      path: stock[0],
    };
  }
  const manifest = [...files].find(
    ([path, text]) => path.endsWith('package.json') && /drizzle-kit\s+migrate\b/.test(text),
  );
  return manifest
    ? { kind: 'drizzle', transaction: 'all', pending: 'when', path: manifest[0] }
    : null;
}

function isDrizzles(text: string): boolean {
  return /from\s*['"]drizzle-orm\/[\w-]+\/migrator['"]/.test(text) && /\bmigrate\s*\(/.test(text);
}

/** The runner may be spread over files, of which one reads and another runs. */
function ownRunner(files: readonly (readonly [string, string])[]): LearnedMigrator {
  const loops = files.filter(([, text]) => loopOver.test(text));
  const [path] = loops[0] ?? files[0]!;
  const found = loops.map(([, text]) => ({
    transaction: transactionOf(text),
    pending: pendingOf(text),
  }));
  const only = <Rule>(rules: readonly (Rule | null)[]): Rule | null => {
    const known = new Set(rules.filter((rule) => rule !== null));
    return known.size === 1 ? ([...known][0] ?? null) : null;
  };
  return {
    kind: 'own',
    transaction: only(found.map(({ transaction }) => transaction)),
    pending: only(found.map(({ pending }) => pending)),
    path,
  };
}

const loopOver =
  /\bfor\s*(?:await\s*)?\([^)]*migration[^)]*\)|migrations?\w*\.(?:forEach|map|reduce)\s*\(/i;
const runsSql = /\.(?:execute|query|unsafe)\s*\(/;
const opensTransaction = /\.transaction\s*\(|\.begin\s*\(|['"`]\s*BEGIN\b/i;

/** A transaction that is opened inside of the loop over the migrations holds one of them. */
function transactionOf(text: string): LearnedMigrator['transaction'] {
  const loop = text.search(loopOver);
  const opened = text.search(opensTransaction);
  if (opened < 0) return runsSql.test(text) ? 'none' : null;
  const isNested = opensTransaction.test(text.slice(loop));
  return isNested ? 'each' : opened < loop ? 'all' : null;
}

function pendingOf(text: string): LearnedMigrator['pending'] {
  const hash =
    /\.has\(\s*\w+\.hash\b|includes\(\s*\w+\.hash\b|\.hash\s*[!=]==?|where\s+hash\s*=/i.test(text);
  const when = /folderMillis\b\s*[<>]|[<>]=?\s*[\w.]*folderMillis\b/.test(text);
  const name = /\.has\(\s*\w+\.(?:tag|name)\b|includes\(\s*\w+\.(?:tag|name)\b/.test(text);
  if (Number(hash) + Number(when) + Number(name) !== 1) return null;
  return hash ? 'hash' : when ? 'when' : 'name';
}

function withoutComments([path, text]: [string, string]): [string, string] {
  return [path, text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')];
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
