import { type Client, DatabaseError } from 'pg';
import { readDatabase } from './read-database.ts';

/** What a query that counts rows has found: a number, or why it did not come to one. */
export type Counted =
  { readonly count: number } | { readonly code: string; readonly because: string };

/**
 * Runs queries of probes, in their order, in one read-only transaction. One that fails leaves the others
 * alone. Throws `UsageError` where the database cannot be read at all.
 */
export async function runQueries(
  url: string,
  queries: readonly string[],
  milliseconds: number,
): Promise<Counted[]> {
  return readDatabase(url, { name: 'preflight', milliseconds }, async (client) => {
    const counted: Counted[] = [];
    for (const query of queries) counted.push(await runQuery(client, query));
    return counted;
  });
}

async function runQuery(client: Client, query: string): Promise<Counted> {
  await client.query('SAVEPOINT query');
  try {
    const { rows } = await client.query<{ count: string }>(counting(query));
    return { count: Number(rows[0]?.count) };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await client.query('ROLLBACK TO query');
    const code = error.code ?? '';
    return { code, because: reasons[code] ?? error.message };
  }
}

/** A query that lists duplicates is counted by the server, since there may be millions. */
function counting(query: string): string {
  if (/^SELECT count\(\*\) FROM /.test(query)) return query;
  return `SELECT count(*) FROM (${query.replace(/;\s*$/, '')}) AS found`;
}

/** By SQLSTATE, for the errors that a person can do something about; of others, PostgreSQL's own words. */
const reasons: Readonly<Record<string, string>> = {
  '42P01': 'the database does not have the table; is it the one that the released migrations made?',
  '42703':
    'the database does not have the column; is it the one that the released migrations made?',
  '42501': 'this user may not read the table',
  '57014': 'the query took longer than --timeout',
  '55P03': 'the table is locked by somebody else',
};
