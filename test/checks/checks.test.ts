import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { registry } from '../../checks/index.ts';
import { checkFiles, registrySource } from '../../scripts/registry.ts';
import { createParser } from '../../src/sql/parser.ts';
import { endExamples, findingsOf, reviewExample } from './run-example.ts';

const parser = createParser();
afterAll(async () => {
  await parser.close();
  await endExamples();
});

const catalogue = JSON.parse(
  readFileSync(new URL('../facts/catalogue.json', import.meta.url), 'utf8'),
) as { id: string }[];
const rows = new Set(catalogue.map(({ id }) => id));
const checks = await Promise.all(registry.map((entry) => entry.load()));

test('the registry is what the generator writes', async () => {
  const committed = readFileSync(new URL('../../checks/index.ts', import.meta.url), 'utf8');
  expect(committed).toBe(await registrySource());
});

test('each check stands in the folder of its category, in a file of its name', async () => {
  const files = await checkFiles();
  expect(files).toEqual(checks.map(({ category, id }) => `${category}/${id}.ts`));
});

describe.each(checks.map((check) => [check.id, check] as const))('%s', (_, check) => {
  const variants = [check, ...Object.values(check.variants ?? {})];

  test('its words are short, whole sentences', () => {
    for (const { message, many } of variants) {
      for (const text of [message, many]) {
        if (text === undefined) continue;
        expect(text.replace(/\{\w+\}/g, 'x').length).toBeLessThanOrEqual(120);
        expect(text).toMatch(/[.:]$/);
      }
    }
    for (const { message, why, todo } of variants) {
      for (const text of [message, why, todo]) expect(prose(text)).not.toMatch(/ $|^ |  |\.\./m);
    }
    expect(check.title).not.toMatch(/\.$/);
  });

  test('the rows that it covers are in the catalogue', () => {
    for (const row of check.covers) expect(rows).toContain(row);
  });

  test.each(check.examples.flagged.map((example) => [example.title, example] as const))(
    'flagged: %s',
    async (_title, example) => {
      const found = findingsOf(check, await reviewExample(check, example, parser.parse));
      expect(found.map(({ line }) => line)).toEqual(example.lines);
      for (const { severity, acceptable } of found) {
        expect(severity).toBe(example.severity ?? check.severity);
        expect(acceptable).toBe(check.onError === 'accept');
      }
    },
  );

  test.each(check.examples.accepted.map((example) => [example.title, example] as const))(
    'accepted: %s',
    async (_title, example) => {
      const found = findingsOf(check, await reviewExample(check, example, parser.parse));
      expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
    },
  );
});

/** A text without its SQL, in which white space is free. */
function prose(text = ''): string {
  return text.replace(/```[\s\S]*?```/g, '');
}
