import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockFolder } from '../../src/store/lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'db-review-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A process that holds the folder until it is killed. */
async function holder() {
  const code = `await (await import(${JSON.stringify(new URL('../../src/store/lock.ts', import.meta.url).href)}))
    .lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  await once(child.stdout, 'data');
  return {
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

test('a second process is told who uses the folder', async () => {
  const first = await holder();
  await expect(lockFolder(folder)).rejects.toThrow(
    new RegExp(`is in use by process ${first.pid} on .+ DATABASE_URL`),
  );
  await first.kill();
});

test('the lock of a killed process is taken over at once', async () => {
  const first = await holder();
  await first.kill();
  const unlock = await lockFolder(folder);
  expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({
    pid: process.pid,
  });
  await expect(lockFolder(folder)).rejects.toThrow('is in use');
  await unlock();
  await (
    await lockFolder(folder)
  )();
});

test('an id that was given out again is not taken for the one that held the folder', async () => {
  const other = await holder();
  const lock = join(folder, 'lock');
  const held = JSON.parse(await readFile(lock, 'utf8')) as object;
  await writeFile(lock, JSON.stringify({ ...held, started: '1' }));
  const unlock = await lockFolder(folder);
  await unlock();
  await other.kill();
});

test('a process of another machine counts as dead when it is silent', async () => {
  const lock = join(folder, 'lock');
  await writeFile(lock, JSON.stringify({ pid: 1, host: 'another', started: '1' }));
  await expect(lockFolder(folder)).rejects.toThrow('process 1 on another');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  const unlock = await lockFolder(folder);
  await unlock();
});

test('a lock that was cut off while it was written is nobody’s', async () => {
  await writeFile(join(folder, 'lock'), '{"pid":');
  const unlock = await lockFolder(folder);
  await unlock();
});
