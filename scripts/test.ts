import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What must hold beside the tests; each counts as one test. */
const steps = [
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['types', 'tsc'],
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  ['walls', 'depcruise', '--output-type', 'err', 'src', 'checks'],
  ['dead code', 'knip'],
] as const;

let passed = 0;
let failed = 0;

for (const [name, command, ...args] of steps) {
  const start = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
}

const folder = mkdtempSync(join(tmpdir(), 'db-review-'));
const results = join(folder, 'results.json');
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
spawnSync(
  process.execPath,
  [...jest, 'node_modules/jest/bin/jest.js', '--maxWorkers=2', '--json', `--outputFile=${results}`],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
const { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites } =
  JSON.parse(readFileSync(results, 'utf8')) as Record<string, number>;
rmSync(folder, { recursive: true });

passed += numPassedTests ?? 0;
failed += (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0);
if ((numFailedTestSuites ?? 0) > 0 && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
