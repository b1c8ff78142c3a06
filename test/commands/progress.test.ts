import { expect, test } from '@jest/globals';
import { progressOn } from '../../src/commands/progress.ts';

function terminal(isTTY: boolean) {
  let text = '';
  const write = (more: unknown): boolean => Boolean((text += String(more)));
  return { stream: { isTTY, write }, text: () => text };
}

test('a line is written over, and taken away once', () => {
  const { stream, text } = terminal(true);
  const progress = progressOn(stream);
  progress.clear();
  progress.show('1 of 2');
  progress.show('2 of 2');
  progress.clear();
  progress.clear();
  expect(text()).toBe('\r\u001B[K1 of 2\r\u001B[K2 of 2\r\u001B[K');
});

test('a file or a pipe gets none of it', () => {
  const { stream, text } = terminal(false);
  progressOn(stream).show('1 of 2');
  expect(text()).toBe('');
});
