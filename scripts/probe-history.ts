import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createPgliteEngine } from '../src/replay/pglite/engine.ts';
import type { PlannedStatement } from '../src/replay/probe/attempt.ts';
import { type Probe, probe } from '../src/replay/probe/probe.ts';
import { createParser } from '../src/sql/parser.ts';

// Takes a repository's migrations one by one: probes each on the state that those before it leave,
// then applies it. Prints what was proven, and the figures by kind.
const usage = `node scripts/probe-history.ts --repo DIR --folder packages/db/drizzle [--rev HEAD]
  [--extension vector]… [--setup SQL] [--confirm] [--only TAG] [--json]`;

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    folder: { type: 'string' },
    rev: { type: 'string', default: 'HEAD' },
    extension: { type: 'string', multiple: true, default: [] },
    setup: { type: 'string', default: '' },
    confirm: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const { repo, folder, rev } = values;
if (!repo || !folder) throw new Error(usage);

interface Planned extends PlannedStatement {
  readonly line: number;
}

interface Probed extends Probe {
  readonly tag: string;
  readonly line: number;
}

const parser = createParser();
const limits = { totalMilliseconds: 560_000, megabytes: 2_000 };
const sandbox = await createPgliteEngine().open({ extensions: values.extension, limits });
if (values.setup) await sandbox.exec(values.setup);
const { entries } = JSON.parse(show(`${folder}/meta/_journal.json`)) as {
  entries: { tag: string }[];
};
const found: Probed[] = [];
const failures: string[] = [];
let milliseconds = 0;
for (const { tag } of entries) {
  const pending = await statementsOf(tag);
  if (!values.only || values.only === tag) {
    const began = performance.now();
    const { probes, failed } = await probe(sandbox, pending, {
      until: began + 60_000,
      confirm: values.confirm,
    });
    milliseconds += performance.now() - began;
    if (failed) failures.push(`${tag}: ${failed.error.code} ${failed.error.message}`);
    for (const each of probes) {
      const line = pending[each.statement]?.line ?? 1;
      found.push({ ...each, tag, line });
    }
  }
  await apply(tag, pending);
  if (values.only === tag) break;
}
await sandbox.close();
await parser.close();
if (values.json) console.log(JSON.stringify(found));
else report();

function show(path: string): string {
  return execFileSync('git', ['-C', repo ?? '.', 'show', `${rev}:${path}`], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
}

async function statementsOf(tag: string): Promise<Planned[]> {
  const [parsed] = await parser.parse([show(`${folder}/${tag}.sql`)]);
  const top = parsed?.statements.filter(({ within }) => within === null) ?? [];
  return top.map(({ text, range }) => ({ line: range.start.line, sql: text, transaction: 1 }));
}

async function apply(tag: string, pending: readonly Planned[]): Promise<void> {
  await sandbox.exec('BEGIN');
  for (const { sql, line } of pending) {
    const { error } = await sandbox.exec(sql);
    if (!error) continue;
    failures.push(`${tag}:${line} does not apply: ${error.code} ${error.message}`);
    await sandbox.exec('ROLLBACK');
    return;
  }
  await sandbox.exec('COMMIT');
}

function report(): void {
  for (const failure of failures) console.log(failure);
  for (const each of found.filter(({ status }) => status === 'proven' || status === 'guarded')) {
    const { tag, line, status, grade, kind, table, object, error, rows, query, confirmed } = each;
    console.log(
      `\n${tag}:${line} ${status} ${grade} ${kind} ${table}.${object}${confirmed ? ' confirmed' : ''}`,
    );
    for (const row of rows) console.log(`  ${row.slice(0, 200)}`);
    console.log(`  ${error?.code} ${error?.message} ${error?.detail ?? ''}`);
    if (query) console.log(`  ${query}`);
  }
  for (const each of found.filter(({ status }) => status === 'not probed'))
    console.log(
      `${each.tag}:${each.line} not probed ${each.kind} ${each.table}.${each.object}: ${each.because}`,
    );
  const kinds = Map.groupBy(found, ({ kind }) => kind);
  for (const [kind, group] of kinds) {
    const by = Map.groupBy(group, ({ status }) => status);
    console.log(
      kind,
      group.length,
      [...by].map(([status, { length }]) => `${status} ${length}`).join(', '),
    );
  }
  const tags = new Set(found.filter(({ status }) => status === 'proven').map(({ tag }) => tag));
  console.log(
    `${entries.length} migrations, ${found.length} targets, ${tags.size} migrations proven, ${Math.round(milliseconds)} ms`,
  );
}
