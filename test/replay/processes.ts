import { readdirSync, readFileSync } from 'node:fs';

/** The processes that a process has started and that still run, from /proc. */
export function childrenOf(parent: number): number[] {
  return running().filter((pid) => statusOf(pid)?.parent === parent);
}

/** The processes of a session that still run; who is started with `detached` begins one. */
export function processesOfSession(session: number): number[] {
  return running().filter((pid) => statusOf(pid)?.session === session);
}

function running(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function statusOf(pid: number): { parent: number; session: number } | null {
  try {
    // The name before it stands in parentheses, and may hold anything.
    const [state, parent, , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .split(') ')
      .at(-1)!
      .split(' ');
    return state === 'Z' ? null : { parent: Number(parent), session: Number(session) };
  } catch {
    return null;
  }
}
