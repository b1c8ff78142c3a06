import type { Engine, Sandbox, SandboxLimits, SandboxOptions } from '../engine.ts';
import { createAdministration } from './administration.ts';
import { openDatabase } from './sandbox.ts';

const defaultLimits: SandboxLimits = {
  statementMilliseconds: 20_000,
  totalMilliseconds: 120_000,
  // A server's memory is its own; of its answers, as much is taken as is needed.
  megabytes: 0,
  diskMegabytes: 1_500,
};

/**
 * A PostgreSQL server, each database made for one use and dropped after it. Extensions are those that the
 * server has. Nothing is kept from one review to the next: a state is built where it is asked for.
 */
export function createServerEngine(url: string): Engine {
  const administration = createAdministration(url);

  async function open(options: SandboxOptions = {}): Promise<Sandbox> {
    const limits = { ...defaultLimits, ...options.limits };
    const name = await administration.create(limits.diskMegabytes);
    return openDatabase(administration, name, limits);
  }

  return {
    name: 'server',
    open,
    async openBuilt(_, make, options) {
      const recipe = await make();
      const sandbox = await open(options);
      try {
        return { sandbox, note: await recipe.build(sandbox, null) };
      } catch (error) {
        await sandbox.close();
        throw error;
      }
    },
  };
}
