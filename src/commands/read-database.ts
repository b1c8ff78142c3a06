import { Client, DatabaseError } from 'pg';
import { UsageError } from './usage-error.ts';

/** How a database is read. */
export interface ReadOptions {
  /** The command, for the server's list of connections. */
  readonly name: string;
  /** For one query, and for the locks that it waits for. */
  readonly milliseconds: number;
}

const millisecondsToConnect = 10_000;

/**
 * Reads a database in one transaction that cannot write, and sees one state of it. Throws `UsageError` where
 * it cannot be reached or refuses; what that says holds nothing of the address. Errors of `work` that
 * are not the database's pass through.
 */
export async function readDatabase<Result>(
  url: string,
  { name, milliseconds }: ReadOptions,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  let client: Client | null = null;
  try {
    client = new Client({
      connectionString: url,
      connectionTimeoutMillis: millisecondsToConnect,
      application_name: `db-review ${name}`,
    });
    // A connection that breaks rejects what is waiting; the event alone would end the process.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${milliseconds}`);
    await client.query(`SET LOCAL lock_timeout = ${milliseconds}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read the database: ${reasonOf(error)}`);
  } finally {
    // What never connected has nothing to end.
    await client?.end().catch(() => undefined);
  }
}

/**
 * Why a database cannot be read. Of the errors before a connection stands, whose texts repeat parts of the
 * address, only the kind is said: a password with an unescaped `@` or `/` may stand in any of them.
 */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof DatabaseError) return refusals[code] ?? message;
  return failures[code] ?? 'the address is not one of a PostgreSQL server, or the connection broke';
}

/** By SQLSTATE. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'password authentication failed',
  '28000': 'the server does not let this user in from here',
  '3D000': 'the server has no database of that name',
  '53300': 'the server has no connection left',
  '57P03': 'the server is starting or stopping',
};

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address (ECONNREFUSED)',
  ENOTFOUND: 'its host is not known (ENOTFOUND)',
  EAI_AGAIN: 'its host is not known (EAI_AGAIN)',
  ETIMEDOUT: 'it does not answer (ETIMEDOUT)',
  ECONNRESET: 'it ended the connection (ECONNRESET)',
};
