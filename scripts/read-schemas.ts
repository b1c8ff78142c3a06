import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createSchemaReader } from '../src/drizzle/engine/schema-reader.ts';
import { type History, latestSnapshot } from '../src/drizzle/history.ts';
import type { SchemaEntry } from '../src/drizzle/project-config.ts';
import { historyOf } from '../src/drizzle/read-history.ts';
import { driftBetween, hiddenIn } from '../src/drizzle/schema/drift.ts';
import type { Casing, PgSnapshotJson, ReadSchema } from '../src/drizzle/schema/read-schema.ts';
import type { Change, TreeEntry } from '../src/review/change.ts';
import { configReader } from '../src/review/configs.ts';
import { byFolder, byTree, filesOfProject, projectFolders } from '../src/review/folders.ts';
import { defaultSettings } from '../src/review/settings.ts';
import { openGitChange } from '../src/source/git.ts';

// Reads the TypeScript schema of every Drizzle project of repositories and compares it with the newest
// snapshot: how many tables are the same, and what differs. With `--history`, in each first-parent
// commit that touches the folders.
const usage = `node scripts/read-schemas.ts --repo DIR… [--schema FOLDER=FILE]… [--casing snake_case]
  [--history FOLDER]… [--verbose]`;

const { values } = parseArgs({
  options: {
    repo: { type: 'string', multiple: true, default: [] },
    schema: { type: 'string', multiple: true, default: [] },
    casing: { type: 'string' },
    history: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
});
if (values.repo.length === 0) throw new Error(usage);

const named = new Map(values.schema.map((each) => each.split('=') as [string, string]));
const reader = createSchemaReader();
const totals = { states: 0, tables: 0, identical: 0, drifted: 0, problems: 0, unresolved: 0 };

for (const repo of values.repo) {
  for (const revision of revisionsOf(repo)) {
    const change = await openGitChange({ repo, base: revision, head: revision });
    try {
      await readTree(change, values.history.length > 0 ? revision.slice(0, 9) : repo);
    } finally {
      await change.close();
    }
  }
}
await reader.close();
console.log(JSON.stringify(totals));

function revisionsOf(repo: string): string[] {
  if (values.history.length === 0) return ['HEAD'];
  const args = ['log', '--first-parent', '--reverse', '--format=%H', 'HEAD', '--'];
  const said = execFileSync('git', ['-C', repo, ...args, ...values.history], { encoding: 'utf8' });
  return said.trim().split('\n');
}

async function readTree(change: Change, label: string): Promise<void> {
  const files = await change.list('head');
  const readConfigs = configReader(change, { base: files, merged: files });
  const listings = byTree(() => byFolder(files));
  for (const place of projectFolders(listings, defaultSettings)) {
    const folder = place.folders.head;
    const isWanted = values.history.some((each) => each.startsWith(folder));
    if (values.history.length > 0 && !isWanted) continue;
    const own = [...filesOfProject(listings.head, folder).values()];
    const history = await historyIn(change, folder, own);
    if (!/^(?:pg|postgresql)$/.test(history.journal?.dialect ?? '')) continue;
    const { schema } = (await readConfigs(place)).merged;
    await compareSchema(change, `${label} ${folder}`, history, entryOf(folder, schema));
  }
}

function entryOf(folder: string, schema: SchemaEntry | null): SchemaEntry | null {
  const own = named.get(folder);
  const casing = (values.casing as Casing | undefined) ?? schema?.casing ?? null;
  const entry = own === undefined ? schema?.entry : [own];
  return entry ? { entry, casing, isCasingUnknown: false } : null;
}

async function compareSchema(
  change: Change,
  name: string,
  history: History,
  schema: SchemaEntry | null,
): Promise<void> {
  const text = latestSnapshot(history)?.text;
  if (!schema || text == null) {
    console.log(`${name}: ${schema ? 'no snapshot' : 'no schema'}`);
    return;
  }
  const started = performance.now();
  const read = await reader.read({
    entry: schema.entry,
    casing: schema.casing ?? undefined,
    paths: new Set((await change.list('head')).map(({ path }) => path)),
    readFiles: async (paths) => {
      const blobs = await change.read('head', paths);
      return new Map([...blobs].map(([path, blob]) => [path, blob.text ?? '']));
    },
  });
  report(name, read, JSON.parse(text) as PgSnapshotJson, performance.now() - started);
}

async function historyIn(change: Change, folder: string, files: readonly TreeEntry[]) {
  const journal = files.find(({ path }) => path.endsWith('meta/_journal.json'));
  const newest = latestSnapshot(historyOf(folder, files, new Map()))?.path;
  const paths = [journal?.path, newest].flatMap((path) => path ?? []);
  return historyOf(folder, files, await change.read('head', paths));
}

function report(name: string, read: ReadSchema, recorded: PgSnapshotJson, ms: number): void {
  const drift = driftBetween(read, recorded);
  const tables = Object.keys(recorded.tables as object);
  const hidden = hiddenIn(read, recorded);
  const differing = new Set(
    drift.flatMap(({ keys: [field, key] }) => (field === 'tables' ? key : [])),
  );
  const unread = hidden.filter((each) =>
    tables.includes(each.includes('.') ? each : `public.${each}`),
  );
  const identical = tables.filter((key) => !differing.has(key)).length - unread.length;
  totals.states += 1;
  totals.tables += tables.length;
  totals.identical += identical;
  totals.drifted += drift.length > 0 ? 1 : 0;
  totals.problems += read.problem === null ? 0 : 1;
  totals.unresolved += read.unresolved.length;
  const state = `${identical}/${tables.length} tables, ${drift.length} differences, ${read.files.length} files, ${Math.round(ms)} ms`;
  const unsure = `${read.unresolved.length} unresolved, ${hidden.length} hidden`;
  if (values.history.length === 0 || drift.length + read.unresolved.length > 0 || read.problem) {
    console.log(`${name}: ${state}, ${unsure}${read.problem ? ` — ${read.problem}` : ''}`);
  }
  if (!values.verbose) return;
  for (const { kind, object, name: what, detail, place } of drift) {
    console.log(
      `  ${kind} ${object} ${what} ${detail} ${place ? `${place.path}:${place.range.start.line}` : ''}`,
    );
  }
  for (const { name: what, why, path, line } of read.unresolved.slice(0, 20)) {
    console.log(`  unresolved ${what} ${path}:${line}: ${why}`);
  }
}
