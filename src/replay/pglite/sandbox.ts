import { SandboxError, type Sandbox, type SandboxLimits } from '../engine.ts';
import { copyFolder, makeFolder, removeFolder } from './folders.ts';
import { startProcess } from './process.ts';
import type { FromChild, ToChild } from './protocol.ts';

export const defaultLimits: SandboxLimits = {
  statementMilliseconds: 20_000,
  totalMilliseconds: 120_000,
  megabytes: 1_200,
  diskMegabytes: 1_500,
};

const millisecondsToEnd = 20_000;

export interface PgliteSandbox extends Sandbox {
  /** Shuts the engine down, so that its folder can be opened again; the folder stays. */
  settle(): Promise<string>;
}

/** Opens the data that stand in a folder, which from then on belongs to the sandbox. */
export async function openFolder(
  folder: string,
  extensions: readonly string[],
  limits: SandboxLimits,
): Promise<PgliteSandbox> {
  const { statementMilliseconds: milliseconds, ...ofProcess } = limits;
  let isOver: SandboxError | null = null;
  const engine = await startProcess({
    folder,
    extensions,
    parent: process.pid,
    ...ofProcess,
  }).catch(async (error: unknown) => {
    await removeFolder(folder);
    throw error;
  });
  /** Questions are answered one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  function ask<Kind extends FromChild['kind']>(
    message: ToChild,
    kind: Kind,
  ): Promise<Extract<FromChild, { kind: Kind }>> {
    const answer = last.then(async () => {
      if (isOver) throw isOver;
      const said = await engine.ask(message).catch((error: SandboxError) => give(error));
      if (said.kind !== kind) return give(new SandboxError('broken', 'an answer out of turn'));
      return said as Extract<FromChild, { kind: Kind }>;
    });
    last = answer.catch(() => null);
    return answer;
  }

  async function give(error: SandboxError): Promise<never> {
    isOver ??= error;
    await engine.kill();
    await removeFolder(folder);
    throw isOver;
  }

  async function settle(): Promise<string> {
    await ask({ kind: 'end', milliseconds: millisecondsToEnd }, 'ended');
    isOver ??= new SandboxError('closed', 'the sandbox was closed');
    await engine.kill();
    return folder;
  }

  return {
    version: engine.version,
    async exec(sql) {
      // A NUL byte would end the text, and hide the rest of it.
      if (sql.includes('\0')) throw new Error('SQL with a NUL byte');
      return ask({ kind: 'exec', sql, milliseconds }, 'executed');
    },
    async query(sql, parameters = []) {
      return ask({ kind: 'query', sql, parameters, milliseconds }, 'rows');
    },
    async copy() {
      await ask({ kind: 'exec', sql: 'CHECKPOINT', milliseconds }, 'executed');
      const target = await makeFolder();
      await copyFolder(folder, target);
      return openFolder(target, extensions, limits);
    },
    settle,
    async close() {
      isOver ??= new SandboxError('closed', 'the sandbox was closed');
      await engine.kill();
      await removeFolder(folder);
    },
  };
}
