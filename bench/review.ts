import { parseArgs } from 'node:util';
import { run, bench, summary } from 'mitata';
import { registry } from '../checks/index.ts';
import { review } from '../src/review/review.ts';
import { defaultSettings } from '../src/review/settings.ts';
import { openGitChange } from '../src/source/git.ts';
import { createParser } from '../src/sql/parser.ts';
import { changeOf } from '../test/memory-change.ts';
import { syntheticHistory } from './history.ts';

// The static review of one change, warm and in process, without reading git. With --repo, --base
// and --head it is a change of that repository, whose files are read before the clock starts.
const { values } = parseArgs({
  options: { repo: { type: 'string' }, base: { type: 'string' }, head: { type: 'string' } },
});
const { repo, base, head } = values;
const fromGit = repo && base && head ? await openGitChange({ repo, base, head }) : null;
const change = fromGit ?? changeOf(syntheticHistory(270));

const parser = createParser();
const ports = { checks: registry, parse: parser.parse };
const { statistics, findings } = await review(change, defaultSettings, ports);
console.log(
  `${statistics.migrations} migrations, ${statistics.statements} statements, ${findings.length} findings`,
);

summary(() => {
  bench('review of one change', async () => {
    await review(change, defaultSettings, ports);
  });
  const sql = 'CREATE INDEX i ON users (email);\n'.repeat(10);
  bench('its parser alone, ten statements', async () => {
    await parser.parse([sql]);
  });
});
await run();
await Promise.all([parser.close(), fromGit?.close()]);
