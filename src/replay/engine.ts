/** What PostgreSQL says of a statement that it refuses; the fields are those of its protocol. */
export interface SqlError {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** Where in the text that was sent, in characters from 1. */
  readonly position: number | null;
  /** The functions or blocks in which it happened. */
  readonly where: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
}

export interface Notice {
  /** NOTICE, WARNING, DEBUG1, … */
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

/** `idle`: none is open; `failed`: one is, and takes nothing but its end. */
export type TransactionState = 'idle' | 'open' | 'failed';

/** What a text of SQL did. */
export interface Executed {
  readonly error: SqlError | null;
  readonly notices: readonly Notice[];
  /** As the engine took it; its own work included, the way there not. */
  readonly milliseconds: number;
  readonly transaction: TransactionState;
}

/** The rows of a query, each value as PostgreSQL writes it. */
export interface Rows {
  readonly error: SqlError | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * A PostgreSQL to run strangers' SQL in. It has one session. Every method rejects with
 * `SandboxError` when the engine had to be thrown away, and from then on they all do.
 */
export interface Sandbox {
  /** PostgreSQL's version: `18.4`. */
  readonly version: string;
  /** Sends a text as one simple query, as migrators do; it may hold several statements. */
  exec(sql: string): Promise<Executed>;
  /** Runs one statement, with `$1` and so on for parameters as text. */
  query(sql: string, parameters?: readonly (string | null)[]): Promise<Rows>;
  /**
   * Another sandbox in the state that this one has committed. Nothing may be open here. The other
   * one has a deadline of its own.
   */
  copy(): Promise<Sandbox>;
  /** Ends it, and removes what it kept. Never rejects; may be called twice. */
  close(): Promise<void>;
}

export interface SandboxLimits {
  /** For one text of SQL. */
  readonly statementMilliseconds: number;
  /** For the life of the sandbox from its start, waiting included. */
  readonly totalMilliseconds: number;
  /** Resident memory of its process, in megabytes. */
  readonly megabytes: number;
  /** Its data on disk, in megabytes. */
  readonly diskMegabytes: number;
}

export interface SandboxOptions {
  /** Extensions that CREATE EXTENSION must find. Unknown ones are left out. */
  readonly extensions?: readonly string[];
  readonly limits?: Partial<SandboxLimits>;
}

/** Why a sandbox was thrown away. */
export type SandboxReason = 'time' | 'memory' | 'disk' | 'broken' | 'closed';

/** The sandbox is gone: nothing that it said last can be relied on. */
export class SandboxError extends Error {
  override name = 'SandboxError';
  readonly reason: SandboxReason;

  constructor(reason: SandboxReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Opens sandboxes of one kind of engine. */
export interface Engine {
  /** Which engine: for people, and for the keys of caches. */
  readonly name: string;
  /** An empty database. */
  open(options?: SandboxOptions): Promise<Sandbox>;
  /**
   * A database in the state that a recipe makes, which is the same for the same `key`, and may have
   * been kept from an earlier time; `make` is called where it was not. What that throws, or the
   * recipe, passes through, and nothing is kept.
   */
  openBuilt(key: string, make: () => Promise<Recipe>, options?: SandboxOptions): Promise<Built>;
}

/** How to make a state. */
export interface Recipe {
  /** Extensions that it needs, and whoever opens the state later. */
  readonly extensions: readonly string[];
  /** Keys of states that it can start from, the best first. */
  readonly starts?: readonly string[];
  /** Makes it in an empty database, or from a start, and gives a note that is kept with it. */
  build(sandbox: Sandbox, start: Start | null): Promise<string>;
}

/** A state that was kept, by its place in `starts`. */
export interface Start {
  readonly index: number;
  readonly note: string;
}

export interface Built {
  readonly sandbox: Sandbox;
  readonly note: string;
}
