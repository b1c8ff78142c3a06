import { type Sandbox, SandboxError, type SandboxLimits, type SandboxReason } from '../engine.ts';
import type { Administration } from './administration.ts';
import { openSession, type Session } from './session.ts';

/** Beyond the session's own time limit, which SQL may have changed. */
const grace = 1_000;
const millisecondsBetweenLooks = 500;

const messages: Readonly<Record<SandboxReason, string>> = {
  time: 'the server ran out of time',
  memory: 'an answer of the server was too long',
  disk: 'the database filled its disk space',
  broken: 'the connection to the server broke',
  closed: 'the sandbox was closed',
};

/** Opens a database of its own on a server, which from then on belongs to the sandbox. */
export async function openDatabase(
  administration: Administration,
  database: string,
  limits: SandboxLimits,
): Promise<Sandbox> {
  const { statementMilliseconds, totalMilliseconds, diskMegabytes } = limits;
  let reason: SandboxReason | null = null;
  const until = Date.now() + totalMilliseconds;
  let session: Session;
  let version: string;
  /** Questions are answered one after the other. */
  let last: Promise<unknown> = Promise.resolve();
  let gone: Promise<void> | null = null;
  try {
    session = await connect();
    version = (await session.ask('SHOW server_version')).rows[0]?.[0]?.split(' ')[0] ?? '';
  } catch {
    await administration.drop(database);
    throw new SandboxError('broken', messages.broken);
  }

  function connect(): Promise<Session> {
    const url = administration.addressOf(database);
    return openSession({ url, statementMilliseconds, onFlood: () => doom('memory') });
  }

  function doom(why: SandboxReason): void {
    reason ??= why;
    void administration.end(session.process);
    void leave();
  }

  function leave(): Promise<void> {
    gone ??= session.close().then(() => administration.drop(database));
    return gone;
  }

  /** One after the other; what goes wrong ends the sandbox. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(async () => {
      if (reason) throw new SandboxError(reason, messages[reason]);
      const stop = watch();
      try {
        return await work();
      } catch {
        doom('broken');
        await leave();
        throw new SandboxError(reason ?? 'broken', messages[reason ?? 'broken']);
      } finally {
        stop();
      }
    });
    last = turn.catch(() => null);
    return turn;
  }

  /** Looks after the time and the disk while something runs. */
  function watch(): () => void {
    const own = Math.min(statementMilliseconds + grace, until - Date.now());
    const timer = setTimeout(() => doom('time'), Math.max(0, own));
    const looks = setInterval(() => {
      const look = administration.size(database);
      look.then(
        (bytes) => bytes > diskMegabytes * 1_000_000 && doom('disk'),
        () => {},
      );
    }, millisecondsBetweenLooks);
    return () => {
      clearTimeout(timer);
      clearInterval(looks);
    };
  }

  async function ask(...question: Parameters<Session['ask']>): ReturnType<Session['ask']> {
    const answer = await session.ask(...question);
    // The session's own limit; what ran too long once is not asked again.
    if (isTimeout(answer.error)) reason ??= 'time';
    if (answer.error?.message.includes('temp_file_limit')) reason ??= 'disk';
    if (reason) throw new SandboxError(reason, messages[reason]);
    return answer;
  }

  return {
    version,
    async exec(sql) {
      // A NUL byte would end the text, and hide the rest of it.
      if (sql.includes('\0')) throw new Error('SQL with a NUL byte');
      return inTurn(async () => {
        const started = performance.now();
        const { error, notices, transaction } = await ask(sql);
        return { error, notices, transaction, milliseconds: performance.now() - started };
      });
    },
    query: (sql, parameters = []) =>
      inTurn(async () => {
        const { error, columns, rows } = await ask(sql, parameters);
        return { error, columns, rows };
      }),
    copy: () =>
      inTurn(async () => {
        // A database is only copied when nobody is connected to it.
        await session.close();
        const made = await administration.create(diskMegabytes, database);
        session = await connect();
        return openDatabase(administration, made, limits);
      }),
    async close() {
      reason ??= 'closed';
      await leave();
    },
  };
}

function isTimeout(error: { readonly code: string; readonly message: string } | null): boolean {
  return error?.code === '57014' && error.message.includes('statement timeout');
}
