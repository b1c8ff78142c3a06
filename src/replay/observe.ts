import type { ReplayedLock } from '../review/replay.ts';
import { askCatalog } from './ask-catalog.ts';
import type { Notice, Sandbox } from './engine.ts';

const listen = 'SET client_min_messages = debug1';

/** The lock modes that concern others, by what they block (PostgreSQL's table of conflicting lock modes). */
const blocks: Readonly<Record<string, ReplayedLock['blocks']>> = {
  ShareUpdateExclusiveLock: 'schema changes',
  ShareLock: 'writes',
  ShareRowExclusiveLock: 'writes',
  ExclusiveLock: 'writes',
  AccessExclusiveLock: 'reads and writes',
};

/** Each of these modes conflicts with all that the ones before it conflict with, or nearly so. */
const strengths = Object.keys(blocks);

/** A relation that existed before the change. */
interface Known {
  readonly name: string;
  /** Tables and materialized views have rows; their indexes are told with them. */
  readonly hasRows: boolean;
  file: string;
}

/** What a statement did to relations that existed before the change. */
export interface Observation {
  readonly locks: readonly ReplayedLock[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly notices: readonly string[];
}

export interface Observer {
  /** Looks at what the last statement has done; its transaction is still open, or has none. */
  look(notices: readonly Notice[]): Promise<Observation>;
  /** Tells it that a transaction has ended, and with it the locks. */
  ended(): void;
}

/**
 * Observes statements from a state on: relations are known by their ids, so that a rename does not hide
 * one. It turns on PostgreSQL's own messages about what it reads and writes.
 */
export async function observe(sandbox: Sandbox): Promise<Observer> {
  const known = await relations(sandbox);
  /** The strongest mode that is held on each relation. */
  let held = new Map<string, number>();
  await sandbox.exec(listen);

  async function look(notices: readonly Notice[]): Promise<Observation> {
    const { rows } = await askCatalog(
      sandbox,
      `SELECT l.relation::text, l.mode, c.relfilenode::text
       FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation
       WHERE l.locktype = 'relation' AND l.granted AND l.pid = pg_backend_pid() AND l.relation >= 16384`,
    );
    const locks = new Map<string, ReplayedLock>();
    const rewrites: string[] = [];
    const now = new Map(held);
    for (const [oid = null, mode = null, file = null] of rows) {
      const relation = known.get(oid ?? '');
      const blocked = blocks[mode ?? ''];
      if (oid === null || mode === null || !relation || !blocked) continue;
      const strength = strengths.indexOf(mode);
      // A weaker lock beside a stronger one blocks nobody further.
      const isStronger = strength > (now.get(oid) ?? -1);
      if (isStronger) now.set(oid, strength);
      if (isStronger && relation.hasRows)
        locks.set(oid, { relation: relation.name, mode, blocks: blocked });
      if (isRewritten(relation, file)) rewrites.push(relation.name);
    }
    held = now;
    const { scans, notices: said } = heard(notices);
    const scanned = await ofKnown(scans);
    // The statement may have reset it.
    await sandbox.exec(listen);
    return {
      locks: [...locks.values()],
      rewrites: [...new Set(rewrites)],
      scans: scanned,
      notices: said,
    };
  }

  /** What is said of relations that existed before; a table that the change creates is empty. */
  async function ofKnown(scans: readonly string[]): Promise<string[]> {
    if (scans.length === 0) return [];
    const { rows } = await askCatalog(
      sandbox,
      `SELECT relname, oid::text FROM pg_class WHERE relkind IN ('r', 'p', 'm')
       UNION ALL SELECT conname, conrelid::text FROM pg_constraint WHERE contype = 'f'`,
    );
    const old = new Set(rows.flatMap(([name, oid]) => (known.has(oid ?? '') ? (name ?? '') : [])));
    return scans.filter((message) => old.has(/"([^"]*)"[^"]*$/.exec(message)?.[1] ?? ''));
  }

  return { look, ended: () => (held = new Map()) };
}

/** Whether a relation with rows has another file than before, which is remembered from then on. */
function isRewritten(relation: Known, file: string | null): boolean {
  if (file === null || file === relation.file) return false;
  relation.file = file;
  return relation.hasRows;
}

async function relations(sandbox: Sandbox): Promise<Map<string, Known>> {
  const { rows } = await askCatalog(
    sandbox,
    `SELECT c.oid::text, n.nspname || '.' || c.relname, (c.relkind IN ('r', 'p', 'm'))::text,
       c.relfilenode::text
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'v', 'i', 'S')
       AND n.nspname !~ '^pg_' AND n.nspname <> 'drizzle'`,
  );
  return new Map(
    rows.map(([oid, name, hasRows, file]) => [
      oid ?? '',
      {
        name: (name ?? '').replace(/^public\./, ''),
        hasRows: hasRows === 'true',
        file: file ?? '',
      },
    ]),
  );
}

/** A loop can raise thousands; these are shown. */
const mostNotices = 20;
const longestNotice = 500;

/** How PostgreSQL begins its messages about reading a whole table (tablecmds.c, index.c, ri_triggers.c). */
const scanning = /^(?:verifying table|validating foreign key constraint|building index) /;

/** The indexes of tables for long values say nothing that their tables do not. */
function isScan(message: string): boolean {
  return scanning.test(message) && !message.includes('"pg_toast_');
}

function heard(notices: readonly Notice[]): Pick<Observation, 'scans' | 'notices'> {
  const debug = notices.filter(({ severity }) => severity.startsWith('DEBUG'));
  const said = notices.filter(({ severity }) => severity === 'NOTICE' || severity === 'WARNING');
  return {
    scans: debug.map(({ message }) => message).filter(isScan),
    notices: said
      .slice(0, mostNotices)
      .map(({ severity, message }) => `${severity}: ${message.slice(0, longestNotice)}`),
  };
}
