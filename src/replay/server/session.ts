import { Client, DatabaseError, Query } from 'pg';
import type { Notice, SqlError, TransactionState } from '../engine.ts';

type PartialNotice = { readonly [Key in keyof Notice]?: string | undefined };

/** What one question to the server came to. */
export interface Answer {
  readonly error: SqlError | null;
  readonly notices: readonly Notice[];
  readonly transaction: TransactionState;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One connection, which takes no more than so much of the server's output. */
export interface Session {
  /** The server's process of it. */
  readonly process: number;
  ask(sql: string, parameters?: readonly (string | null)[]): Promise<Answer>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly url: string;
  readonly statementMilliseconds: number;
  /** Called once when an answer is longer than anything that is needed; the connection is cut. */
  onFlood(): void;
}

/** Notices of one text; a loop can raise millions. */
const mostNotices = 200;
/** Characters of a message that is handed on. */
const longestText = 20_000;
/** Bytes of one answer. */
const longestAnswer = 64_000_000;

const millisecondsToConnect = 10_000;

/** Connects. Rejects where the server refuses, and every question when the connection is gone. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { url, statementMilliseconds, onFlood } = options;
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: millisecondsToConnect,
    application_name: 'db-review replay',
    // A connection's own time limit, which SQL may change; the sandbox has another one.
    statement_timeout: statementMilliseconds,
    // No zone that anybody has, so that what depends on the session's zone shows.
    options: '-c timezone=Asia/Kathmandu',
  });
  let lost: PromiseWithResolvers<never> | null = null;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    lost?.reject(new Error('the connection ended'));
  };
  client.on('error', end);
  client.on('end', end);
  await client.connect();

  let received = 0;
  const { stream } = (client as unknown as { connection: { stream: NodeJS.ReadableStream } })
    .connection;
  stream.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received <= longestAnswer || isOver) return;
    onFlood();
    end();
    (stream as unknown as { destroy(): void }).destroy();
  });

  async function ask(sql: string, parameters: readonly (string | null)[] = []): Promise<Answer> {
    if (isOver) throw new Error('the connection ended');
    received = 0;
    const answer = {
      error: null as SqlError | null,
      notices: [] as Notice[],
      columns: [] as string[],
      rows: [] as (string | null)[][],
    };
    const query = new Query({
      text: sql,
      values: [...parameters],
      rowMode: 'array',
      types: { getTypeParser: () => (text: unknown) => text },
    } as ConstructorParameters<typeof Query>[0]);
    const hear = (notice: PartialNotice): void => {
      if (answer.notices.length === mostNotices) return;
      const { severity = '', code = '', message = '' } = notice;
      answer.notices.push({ severity, code, message: message.slice(0, longestText) });
    };
    query.on('row', (row: unknown, result) => {
      if (answer.columns.length === 0)
        answer.columns = result?.fields.map(({ name }) => name) ?? [];
      answer.rows.push(row as (string | null)[]);
    });
    query.on('end', (result: unknown) => {
      const [last] = [result].flat().slice(-1) as { fields?: { name: string }[] }[];
      if (answer.columns.length === 0) answer.columns = last?.fields?.map(({ name }) => name) ?? [];
    });
    query.on('error', (error) => {
      if (error instanceof DatabaseError) answer.error ??= errorOf(error);
    });
    client.on('notice', hear);
    const own = (lost = Promise.withResolvers<never>());
    own.promise.catch(() => {});
    try {
      // When the server is ready for another question, also after an error.
      const ready = new Promise<void>((resolve) => client.once('drain', resolve));
      client.query(query);
      await Promise.race([ready, own.promise]);
    } finally {
      client.off('notice', hear);
      lost = null;
    }
    return { ...answer, transaction: states[client.getTransactionStatus() ?? 'I'] ?? 'idle' };
  }

  return {
    process: (client as unknown as { processID: number }).processID,
    ask,
    async close() {
      isOver = true;
      await client.end().catch(() => {});
    },
  };
}

const states: Readonly<Record<string, TransactionState>> = { I: 'idle', T: 'open', E: 'failed' };

function errorOf(error: DatabaseError): SqlError {
  const cut = (text: string | undefined): string | null => text?.slice(0, longestText) ?? null;
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
