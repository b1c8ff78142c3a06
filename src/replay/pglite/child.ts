import { Worker } from 'node:worker_threads';
import type { SqlError, TransactionState } from '../engine.ts';
import { loadExtensions } from './extensions.ts';
import type { ChildSettings, FromChild, ToChild } from './protocol.ts';
import { setSurroundings } from './surroundings.ts';
import type { Watched } from './watchdog.ts';

const settings = JSON.parse(process.argv[2]!) as ChildSettings;
const realNow = Date.now;
const deadlines = new Float64Array(new SharedArrayBuffer(16));
deadlines.set([Number.POSITIVE_INFINITY, realNow() + settings.totalMilliseconds]);
startWatchdog();
setSurroundings();

const { PGlite, protocol } = await import('@electric-sql/pglite');
const { serialize } = protocol;

/** Notices of one text; a loop can raise millions. */
const mostNotices = 200;
/** Characters of a message or a value that is handed on. */
const longestText = 20_000;
/** Characters of all rows of an answer. */
const longestAnswer = 64_000_000;

const database = new PGlite({
  dataDir: settings.folder,
  extensions: await loadExtensions(settings.extensions),
  startParams: [
    ...PGlite.defaultStartParams,
    // No zone that anybody has, so that what depends on the session's zone shows.
    ...['-c', 'timezone=Asia/Kathmandu'],
    // Cleared at every start; the default of 160 MB is for databases with rows.
    ...['-c', 'shared_buffers=32MB'],
  ],
});
await database.waitReady;

process.on('message', (message: ToChild) => void answer(message));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const version = (await run(serialize.query('show server_version'))).rows[0]?.[0] ?? '';
say({ kind: 'ready', version });

async function answer(message: ToChild): Promise<void> {
  deadlines[0] = realNow() + message.milliseconds;
  try {
    say(await reply(message));
  } catch (error) {
    say({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
  }
  deadlines[0] = Number.POSITIVE_INFINITY;
}

async function reply(message: ToChild): Promise<FromChild> {
  if (message.kind === 'end') {
    await database.close();
    return { kind: 'ended' };
  }
  const bytes =
    message.kind === 'exec'
      ? serialize.query(message.sql)
      : withParameters(message.sql, message.parameters);
  const started = performance.now();
  const ran = await run(bytes);
  const milliseconds = performance.now() - started;
  if (!(await isAlive())) return { kind: 'broken', message: 'it does not answer any more' };
  const { error, notices, transaction, columns, rows } = ran;
  return message.kind === 'exec'
    ? { kind: 'executed', error, notices, milliseconds, transaction }
    : { kind: 'rows', error, columns, rows };
}

/**
 * PGlite can stop working without a word: every query then succeeds and returns nothing (seen after
 * COPY … PROGRAM and after a stack overflow). A failed transaction refuses any query.
 */
async function isAlive(): Promise<boolean> {
  const { rows, error } = await run(serialize.query('select 41 + 1'));
  return error?.code === '25P02' || rows[0]?.[0] === '42';
}

interface Ran {
  error: SqlError | null;
  notices: { severity: string; code: string; message: string }[];
  transaction: TransactionState;
  columns: string[];
  rows: (string | null)[][];
}

async function run(message: Uint8Array): Promise<Ran> {
  const { messages } = await database.execProtocol(message, { throwOnError: false });
  const ran: Ran = { error: null, notices: [], transaction: 'idle', columns: [], rows: [] };
  // After an overflow of its stack the engine gives up in the middle, without an error.
  if (!messages.some((each) => each instanceof protocol.messages.ReadyForQueryMessage)) {
    throw new Error('it gave up without an answer');
  }
  let length = 0;
  for (const each of messages) {
    if (each instanceof protocol.messages.DatabaseError) ran.error ??= errorOf(each);
    else if (each instanceof protocol.messages.NoticeMessage) {
      if (ran.notices.length === mostNotices) continue;
      const { severity = '', code = '', message: text = '' } = each;
      ran.notices.push({ severity, code, message: text.slice(0, longestText) });
    } else if (each instanceof protocol.messages.ReadyForQueryMessage) {
      ran.transaction = each.status === 'I' ? 'idle' : each.status === 'T' ? 'open' : 'failed';
    } else if (each instanceof protocol.messages.RowDescriptionMessage) {
      ran.columns = each.fields.map(({ name }) => name);
    } else if (each instanceof protocol.messages.DataRowMessage) {
      length += each.length;
      if (length <= longestAnswer) ran.rows.push(each.fields);
    }
  }
  return ran;
}

function errorOf(error: InstanceType<typeof protocol.messages.DatabaseError>): SqlError {
  const cut = (text: string | undefined) => text?.slice(0, longestText) ?? null;
  return {
    code: error.code ?? 'XX000',
    message: error.message.slice(0, longestText),
    detail: cut(error.detail),
    hint: cut(error.hint),
    position: error.position === undefined ? null : Number(error.position),
    where: cut(error.where),
    schema: error.schema ?? null,
    table: error.table ?? null,
    column: error.column ?? null,
    constraint: error.constraint ?? null,
  };
}

function withParameters(sql: string, parameters: readonly (string | null)[]): Uint8Array {
  if (parameters.length === 0) return serialize.query(sql);
  return Buffer.concat([
    serialize.parse({ text: sql }),
    serialize.bind({ values: [...parameters] }),
    serialize.describe({ type: 'P' }),
    serialize.execute(),
    serialize.sync(),
  ]);
}

function startWatchdog(): void {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const { folder, parent, megabytes, diskMegabytes } = settings;
  const workerData: Watched = {
    deadlines: deadlines.buffer,
    folder,
    parent,
    megabytes,
    diskMegabytes,
  };
  new Worker(new URL(`./watchdog.${extension}`, import.meta.url), { workerData });
}

function say(message: FromChild): void {
  process.send?.(message);
}
