import { expect, test } from '@jest/globals';
import { parseCommand } from '../../../src/worker/comments/parse-command.ts';

test.each([
  ['/db-review', { name: '', argument: '' }],
  ['thanks\r\n/db-review  \r\nbye', { name: '', argument: '' }],
  ['/db-review Explain  drop-column ', { name: 'explain', argument: 'drop-column' }],
  ['/db-review explain a b', { name: 'explain', argument: 'a b' }],
  ['/db-review help\n/db-review config', { name: 'help', argument: '' }],
  ['```\n/db-review help\n```\n/db-review config', { name: 'config', argument: '' }],
  ['<!--\n/db-review help\n-->\n/db-review', { name: '', argument: '' }],
])('%j is a command', (body, command) => {
  expect(parseCommand(body)).toEqual(command);
});

test.each([
  'run /db-review',
  '/db-reviews',
  '> /db-review',
  '    /db-review',
  '\t/db-review',
  '`/db-review`',
  '```\n/db-review',
  '~~~~\n~~~\n/db-review\n~~~~',
  '<!-- /db-review -->',
  '<!--\n/db-review',
  '',
])('%j is none', (body) => {
  expect(parseCommand(body)).toBeNull();
});

test('a comment of any size is read at once', () => {
  expect(parseCommand(`/db-review${' \t'.repeat(30_000)}x`)).toMatchObject({ name: 'x' });
  expect(parseCommand('<!--'.repeat(16_000))).toBeNull();
});
