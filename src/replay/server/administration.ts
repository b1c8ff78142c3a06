import { randomBytes } from 'node:crypto';
import { DatabaseError, Pool } from 'pg';
import { writeName } from '../../sql/identifier.ts';
import { PreparationError } from '../prepare.ts';

/** What is done on a server in the name of its own user; strangers' SQL never runs in that name. */
export interface Administration {
  /** Makes an empty database, or a copy of one that nobody is connected to; gives its name. */
  create(diskMegabytes: number, from?: string): Promise<string>;
  /** Drops it and ends whoever is connected; never rejects. */
  drop(database: string): Promise<void>;
  /** Ends a connection by the server's process of it; never rejects. */
  end(process: number): Promise<void>;
  /** Bytes on disk. */
  size(database: string): Promise<number>;
  /** The address of a database, as the user that strangers' SQL runs as. */
  addressOf(database: string): string;
}

/** Names of what db-review makes: with the second when, so that what a killed process left is known by its age. */
const ownName = /^db_review_(\d{10})_[0-9a-f]{12}$/;

/** No review takes that long. */
const secondsToKeep = 3 * 3600;

interface Role {
  readonly name: string;
  readonly password: string;
}

/**
 * The administration of a server. Databases belong to a role that may do nothing beyond them, made for this
 * process, where the server's user may make roles; else to that user, who then must be a plain one.
 */
export function createAdministration(url: string): Administration {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
    application_name: 'db-review administration',
  });
  pool.on('error', () => {});
  const databases = new Set<string>();
  let role: Promise<Role | null> | null = null;
  let known: Role | null = null;
  let swept: Promise<void> | null = null;

  async function run(sql: string, values: readonly string[] = []): Promise<string[][]> {
    try {
      const { rows } = await pool.query({ text: sql, values: [...values], rowMode: 'array' });
      return (rows as unknown[][]).map((row) => row.map(String));
    } catch (error) {
      throw new PreparationError(`the server: ${reasonOf(error)}`);
    }
  }

  async function makeRole(): Promise<Role | null> {
    const [[may, isSuperuser] = []] = await run(
      'SELECT rolsuper OR rolcreaterole, rolsuper FROM pg_roles WHERE rolname = current_user',
    );
    if (may !== 'true') return null;
    const made = { name: nameNow(), password: randomBytes(24).toString('hex') };
    await run(
      `CREATE ROLE ${made.name} LOGIN PASSWORD '${made.password}' ` +
        'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
    );
    if (isSuperuser !== 'true') await run(`GRANT ${made.name} TO CURRENT_USER`);
    return made;
  }

  /** Removes what killed processes have left; what cannot be removed is somebody else's. */
  async function sweep(): Promise<void> {
    for (const [name = ''] of await run('SELECT datname FROM pg_database')) {
      if (isOld(name)) await dropDatabase(name).catch(() => {});
    }
    for (const [name = ''] of await run('SELECT rolname FROM pg_roles')) {
      if (isOld(name)) await run(`DROP ROLE IF EXISTS ${name}`).catch(() => {});
    }
  }

  function dropDatabase(name: string): Promise<unknown> {
    return run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  async function create(diskMegabytes: number, from = 'template1'): Promise<string> {
    await (swept ??= sweep());
    const name = nameNow();
    databases.add(name);
    known = await (role ??= makeRole());
    const owner = known ? ` OWNER ${known.name}` : '';
    await run(`CREATE DATABASE ${name} TEMPLATE ${writeName(from)}${owner}`);
    await run(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    // Only a superuser may; without it, temporary files are as large as the server lets them.
    const limit = `ALTER DATABASE ${name} SET temp_file_limit = '${diskMegabytes}MB'`;
    await run(limit).catch(() => {});
    return name;
  }

  async function drop(database: string): Promise<void> {
    await dropDatabase(database).catch(() => {});
    databases.delete(database);
    if (databases.size > 0 || !known) return;
    const { name } = known;
    [role, known] = [null, null];
    await run(`DROP ROLE IF EXISTS ${name}`).catch(() => {});
  }

  return {
    create,
    drop,
    end: async (process) => {
      await run('SELECT pg_terminate_backend($1)', [String(process)]).catch(() => {});
    },
    size: async (database) =>
      Number((await run('SELECT pg_database_size($1)', [database]))[0]?.[0]),
    addressOf(database) {
      const address = new URL(url);
      address.pathname = `/${database}`;
      if (known) [address.username, address.password] = [known.name, known.password];
      return address.href;
    },
  };
}

function nameNow(): string {
  return `db_review_${Math.floor(Date.now() / 1000)}_${randomBytes(6).toString('hex')}`;
}

function isOld(name: string): boolean {
  const made = ownName.exec(name)?.[1];
  return made !== undefined && Date.now() / 1000 - Number(made) > secondsToKeep;
}

/** PostgreSQL's own words, or the kind of error; the texts of others repeat the address. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error instanceof DatabaseError) return error.message;
  return (error as NodeJS.ErrnoException).code ?? 'it cannot be reached';
}
