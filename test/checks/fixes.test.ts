import { afterAll, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { exampleHistory, type FlaggedExample } from '../../src/review/check.ts';
import type { Finding } from '../../src/review/finding.ts';
import { createParser } from '../../src/sql/parser.ts';
import { endExamples, findingsOf, reviewExample } from './run-example.ts';

const parser = createParser();
afterAll(async () => {
  await parser.close();
  await endExamples();
});

/** The checks that offer an edit. */
const ids = ['journal-out-of-order', 'drizzle-missing-breakpoint', 'unused-ignore'];

function edited(text: string, { fix }: Finding): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const from = starts[fix!.line - 1]! + fix!.column - 1;
  const to = starts[fix!.endLine - 1]! + fix!.endColumn - 1;
  return text.slice(0, from) + fix!.text + text.slice(to);
}

function applied(example: FlaggedExample, finding: Finding): FlaggedExample {
  if (typeof example.sql === 'string') return { ...example, sql: edited(example.sql, finding) };
  const { base = exampleHistory([]), head } = example.trees!;
  const text = edited(head[finding.path]!, finding);
  return { ...example, trees: { base, head: { ...head, [finding.path]: text } } };
}

test.each(ids)('what %s would change leaves nothing of it', async (id) => {
  const check = await registry.find((entry) => entry.id === id)!.load();
  let fixes = 0;
  for (const example of check.examples.flagged) {
    const [finding] = findingsOf(check, await reviewExample(check, example, parser.parse));
    if (!finding?.fix) continue;
    fixes += 1;
    const again = await reviewExample(check, applied(example, finding), parser.parse);
    expect(again.findings.map((each) => each.check)).not.toContain(id);
    expect(again.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
  expect(fixes).toBeGreaterThan(0);
});
