import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { syntheticHistory } from './history.ts';

// `lint` over a whole migrations folder as one process, beside squawk through its npm wrapper, in
// turns within one run. With --repo and --folder the folder is that of a repository's HEAD.
const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    folder: { type: 'string', default: 'packages/db/drizzle' },
    runs: { type: 'string', default: '15' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'db-review-bench-'));
const files = writeMigrations();
const ours = () => measure('node', ['src/cli.ts', 'lint', '--format', 'json', ...files]);
const squawk = () => measure('squawk', ['--reporter', 'json', '--assume-in-transaction', ...files]);

ours();
squawk();
const times = Array.from({ length: Number(values.runs) }, () => [ours(), squawk()] as const);
const [own, peer] = [median(times.map(([each]) => each)), median(times.map(([, each]) => each))];
console.log(`${files.length} files, ${values.runs} runs in turns, medians`);
console.log(
  `db-review ${own.toFixed(0)} ms, squawk ${peer.toFixed(0)} ms: ${(own / peer).toFixed(2)} times`,
);
rmSync(folder, { recursive: true });

function measure(command: string, args: string[]): number {
  const start = performance.now();
  spawnSync(command, args, { stdio: 'ignore' });
  return performance.now() - start;
}

function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

function writeMigrations(): string[] {
  return migrationTexts().map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}

function migrationTexts(): [string, string | Buffer][] {
  const { repo, folder: inside } = values;
  if (!repo) {
    return Object.entries(syntheticHistory(270).head)
      .filter(([path]) => path.endsWith('.sql'))
      .map(([path, text]) => [path.replaceAll('/', '_'), text]);
  }
  const git = (...args: string[]) => execFileSync('git', ['-C', repo, ...args], { maxBuffer: 1e9 });
  return git('ls-tree', '--name-only', `HEAD:${inside}`)
    .toString()
    .split('\n')
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name, git('show', `HEAD:${inside}/${name}`)]);
}
