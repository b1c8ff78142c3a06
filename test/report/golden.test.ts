import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { renderCheckRun } from '../../src/report/check-run.ts';
import { renderComment } from '../../src/report/comment.ts';
import { renderText } from '../../src/report/text.ts';
import { context, path, reviews, source } from './reviews.ts';

/** Compares with a committed file; `UPDATE_GOLDEN=1` writes it. */
function expectGolden(name: string, text: string): void {
  const file = new URL(`golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, text);
  expect(existsSync(file)).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

for (const [name, review] of Object.entries(reviews)) {
  test(`${name} in a terminal`, () => {
    const textOf = (each: string) => (each === path ? source : null);
    expectGolden(`${name}.txt`, renderText(review, { colour: false, textOf, width: 80 }));
  });

  test(`${name} as a check run`, () => {
    const { summary, text, annotations, ...rest } = renderCheckRun(review, context);
    const parts = [JSON.stringify(rest), summary, text, JSON.stringify(annotations, null, 2)];
    expectGolden(`${name}.check-run.md`, `${parts.join('\n\n=====\n\n')}\n`);
  });

  test(`${name} as a comment`, () => {
    expectGolden(`${name}.comment.md`, `${renderComment(review, context)}\n`);
  });
}
