import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { registry } from '../checks/index.ts';
import { createSchemaReader } from '../src/drizzle/engine/schema-reader.ts';
import type { Answer, Claim } from '../src/narrative/answer.ts';
import { briefOf } from '../src/narrative/brief.ts';
import { createMemoryLedger } from '../src/narrative/budget.ts';
import type { Removal } from '../src/narrative/ground.ts';
import type { Ask } from '../src/narrative/model.ts';
import { narrate, type Narrator } from '../src/narrative/narrate.ts';
import { partsOf } from '../src/narrative/parts.ts';
import { review } from '../src/review/review.ts';
import { defaultSettings } from '../src/review/settings.ts';
import { openGitChange } from '../src/source/git.ts';
import { createParser } from '../src/sql/parser.ts';

// Lets a model that mixes true sentences with planted false ones tell of real changes, and counts what
// stays and what is taken out. What should have been the other way round is printed.
const usage = 'node scripts/ground-narrative.ts --repo DIR [--changes 20] [--folder packages/db]…';

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    changes: { type: 'string', default: '20' },
    folder: { type: 'string', multiple: true, default: ['packages/db'] },
  },
});
if (!values.repo) throw new Error(usage);
const repo = values.repo;

const budget = { tokens: Infinity, dollars: null, price: { input: 0, output: 0 } };
const parser = createParser();
const { read: readSchema, generateSql, close } = createSchemaReader();
const counts = { changes: 0, true: 0, lost: 0, planted: 0, shown: 0 };

for (const commit of drawn(Number(values.changes))) {
  const change = await openGitChange({ repo, base: `${commit}^`, head: commit });
  const ports = { checks: registry, parse: parser.parse, readSchema, generateSql, now: Date.now };
  const reviewed = await review(change, defaultSettings, ports);
  const parts = await partsOf(change);
  const { lines } = briefOf(reviewed, parts, 20_000);
  const grounds = lines.filter(({ place }) => place !== null);
  const [intent] = grounds;
  if (!intent) continue;
  counts.changes += 1;
  const honest = grounds.slice(0, 12).flatMap(({ id, text }) => trueClaims(id, text));
  const candidates = falseClaims(intent.id);
  // Fewer than half may be false, or nothing of the answer is believed.
  const planted = candidates.slice(0, honest.length);
  counts.true += honest.length;
  counts.planted += planted.length;
  for (const group of groupsOf(honest, planted)) await tell(group, intent.id);
  await change.close();

  async function tell(claims: readonly Claim[], anchor: string): Promise<void> {
    const answer: Answer = {
      intent: { text: 'The change works on the schema.', anchors: [anchor] },
      ...{ good: [], risks: [...claims], deploy: [], questions: [], designs: null },
    };
    const removed: Removal[] = [];
    const ask = (() =>
      Promise.resolve({ value: answer, usage: { input: 0, output: 0 } })) as unknown as Ask;
    const narrator: Narrator = {
      ...{ ask, model: 'planted', settings: { maxOutputTokens: 0 }, inputTokens: 24_000, budget },
      ...{ ledger: createMemoryLedger(), now: Date.now },
      onRemoved: (each) => removed.push(...each),
    };
    const occasion = { installation: 0, principles: [] };
    const { narrative } = await narrate(reviewed, parts, narrator, occasion);
    const shown = new Set(narrative?.risks.map(({ text }) => text));
    const gone = new Map(removed.map(({ text, because }) => [text, because]));
    for (const { text } of claims) {
      const isFalse = planted.some((each) => each.text === text);
      if (isFalse && shown.has(text)) {
        counts.shown += 1;
        console.log(`${commit.slice(0, 9)} shown though false: ${text}`);
      }
      if (!isFalse && narrative && !shown.has(text)) {
        counts.lost += 1;
        console.log(`${commit.slice(0, 9)} lost (${gone.get(text)}): ${text}`);
      }
    }
  }
}
await parser.close();
await close();
console.log(JSON.stringify(counts));

/** Commits that change migrations, drawn evenly from the history. */
function drawn(count: number): string[] {
  const folders = values.folder.map((folder) => `${folder}/*.sql`);
  const options = ['--first-parent', '--reverse', '--format=%H', 'HEAD', '--', ...folders];
  const log = execFileSync('git', ['-C', repo, 'log', ...options], { encoding: 'utf8' });
  const all = log.trim().split('\n').slice(1);
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0).slice(0, count);
}

/** Each claim of the narrative shows at most six risks; the false ones stand among true ones. */
function* groupsOf(honest: readonly Claim[], planted: readonly Claim[]): Generator<Claim[]> {
  const size = 3;
  const most = Math.ceil(Math.max(honest.length, planted.length) / size);
  for (let at = 0; at < most; at += 1) {
    const own = honest.slice(at * size, (at + 1) * size);
    yield [...own, ...planted.slice(at * size, at * size + own.length)];
  }
}

function trueClaims(id: string, text: string): Claim[] {
  const said = JSON.parse(text) as Record<string, string>;
  const claim = (sentence: string): Claim => ({ text: sentence, anchors: [id] });
  if (id.startsWith('F')) {
    return [
      claim(said['message'] ?? ''),
      claim(`The check ${said['check']} tells what the author should look at before the deploy.`),
    ];
  }
  if (id.startsWith('O')) {
    const [table = '', column] = (said['name'] ?? '').split('.');
    return [
      claim(
        `The ${said['object']} \`${said['name']}\` is ${said['kind']}, which serves the same goal.`,
      ),
      claim(
        column === undefined
          ? `Whoever reads the ${table} table later will understand ${table} by its name.`
          : `While the deploy runs, queries of \`${table}\` may still expect \`${column}\` as it was.`,
      ),
    ];
  }
  const [, table] =
    /(?:TABLE|INTO|UPDATE|ON)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:"public"\.)?"(\w+)"/.exec(
      said['sql'] ?? '',
    ) ?? [];
  return table === undefined
    ? []
    : [claim(`Watch the locks on \`${table}\`, and set a lock_timeout first.`)];
}

function falseClaims(id: string): Claim[] {
  const claim = (text: string, ...anchors: string[]): Claim => ({ text, anchors });
  return [
    claim('It also drops the table `ghost_ledger` and its rows.', id),
    claim('The ghostledger table loses its unique index.', id),
    claim('It deletes 48213 rows that nobody will miss.', id),
    claim('The table holds millions of rows, so it takes an hour.', id),
    claim('The author forgot to back up the data.'),
    claim('The second statement fails on old rows.', 'F991'),
    claim('The column `ghost_column` stays without an index.', id),
    claim('The function refreshGhostBalances depends on it.', id),
    claim('This was approved by the database team.', id),
    claim('Read [the runbook](https://evil.example/runbook) first.', id),
    claim('Ask @dba before it runs.', id),
    claim('It locks ghost.balances for 73 minutes.', id),
  ];
}
