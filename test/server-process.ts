import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from '@jest/globals';
import { storeFolder } from './store/test-store.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const children: ChildProcess[] = [];
let data: string;

beforeEach(async () => {
  data = await storeFolder();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(data, { recursive: true });
});

/**
 * Starts the server as a process of its own, which sees no other environment. Those of one test share
 * a folder for their data.
 */
export function startProcess(env: Record<string, string>) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: root,
    env: { PATH, DATA_FOLDER: data, ...env },
  });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  createInterface(child.stderr).on('line', (line) => lines.push(line));

  /** The first line that matches; fails when the process ends before. */
  async function line(pattern: RegExp): Promise<RegExpExecArray> {
    const find = () => lines.map((each) => pattern.exec(each)).find((match) => match !== null);
    while (!find()) {
      const ended = once(reader, 'close').then(() => Promise.reject(new Error(lines.join('\n'))));
      await Promise.race([once(reader, 'line'), ended]);
    }
    return find()!;
  }
  return { child, line, lines, ended: once(child, 'close') as Promise<[number | null]> };
}
