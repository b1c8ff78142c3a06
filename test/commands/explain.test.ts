import { expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { sectionsOf } from '../../src/commands/explain-page.ts';
import { runCli } from './cli.ts';

test('without a name all checks are listed, by category', async () => {
  const { code, stdout } = await runCli(['explain']);
  expect(code).toBe(0);
  const listed = [...stdout.matchAll(/^ {2}([a-z0-9-]+) {2,}\S/gm)].map(([, id]) => id);
  expect(listed.toSorted()).toEqual(registry.map(({ id }) => id).toSorted());
  const categories = stdout.split('\n').filter((line) => /^\S/.test(line));
  expect(categories.toSorted()).toEqual([...new Set(registry.map((each) => each.category))].sort());
});

test('the page of a check says why, what to do, and shows examples', async () => {
  const { code, stdout } = await runCli(['explain', 'drop-table']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\S.*\ndrop-table · data · error\n/);
  for (const heading of ['Why', 'What to do', 'Reported', 'Not reported']) {
    expect(stdout).toContain(`\n${heading}\n\n  `);
  }
  expect(stdout).toMatch(/^ {4,}DROP TABLE /m);
  expect(stdout).toContain('squawk: ban-drop-table');
});

test('every check has a page', async () => {
  for (const entry of registry) {
    const headings = sectionsOf(await entry.load()).map(({ heading }) => heading);
    expect(headings).toEqual(expect.arrayContaining(['Why', 'What to do', 'Reported']));
  }
});
