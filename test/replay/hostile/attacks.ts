/** What an attack ends in: an SQLSTATE, `harmless` where it runs, or why the sandbox was thrown away. */
export type Ending = string;

/** Something hostile that a migration can hold. `{secret}` stands for the path of a file of the host. */
export interface Attack {
  readonly name: string;
  readonly sql: string;
  readonly ends: Ending | readonly Ending[];
}

function attacks(group: string, rows: readonly (readonly [string, Attack['ends']])[]): Attack[] {
  return rows.map(([sql, ends]) => ({ name: `${group}: ${sql.slice(0, 90)}`, sql, ends }));
}

/** Attacks after which the sandbox still works, or is known to be gone. */
export const statements: readonly Attack[] = [
  ...attacks('files', [
    ["CREATE TEMP TABLE f1 (t text); COPY f1 FROM '{secret}'", '58P01'],
    ["COPY (SELECT 1) TO '{secret}'", '58P01'],
    ["COPY (SELECT 1) TO '{secret}.new'", '58P01'],
    ["SELECT pg_read_file('{secret}')", '58P01'],
    ["SELECT pg_read_binary_file('../../../../../../../../{secret}')", '58P01'],
    ["SELECT pg_read_file('/proc/self/environ')", '58P01'],
    ["SELECT pg_read_file('/etc/passwd')", '58P01'],
    ["SELECT * FROM pg_ls_dir('/')", 'harmless'],
    ["SELECT pg_stat_file('{secret}')", '58P01'],
    ["SELECT pg_file_write('{secret}', 'x', false)", '42883'],
    ["SELECT lo_import('{secret}')", '58P01'],
    ["SELECT lo_from_bytea(4711, 'x'); SELECT lo_export(4711, '{secret}.new')", '58P01'],
    ["SELECT lo_from_bytea(0, decode(repeat('00', 1000000), 'hex'))", 'harmless'],
    ["CREATE TABLESPACE outside LOCATION '/tmp'", ['harmless', '42501', '58P01']],
    ["CREATE TABLESPACE outside2 LOCATION '{secret}'", '58P01'],
  ]),
  ...attacks('programs', [
    ["COPY (SELECT 1) TO PROGRAM 'touch {secret}.program'", ['broken', '0A000', '58000']],
    ["CREATE TABLE p (t text); COPY p FROM PROGRAM 'cat {secret}'", ['broken']],
    ["LOAD '/lib/x86_64-linux-gnu/libc.so.6'", '58P01'],
    ["LOAD 'auto_explain'", '58P01'],
    [
      "CREATE FUNCTION sys(cstring) RETURNS int AS '/lib/x86_64-linux-gnu/libc.so.6', 'system' LANGUAGE c STRICT",
      '58P01',
    ],
    ['CREATE EXTENSION plpython3u', '0A000'],
    ['CREATE EXTENSION plperlu', '0A000'],
    [
      'CREATE LANGUAGE evil HANDLER plpgsql_call_handler; DO LANGUAGE evil $$ BEGIN PERFORM 1; END $$',
      '0A000',
    ],
    ["DO LANGUAGE plpython3u $$ import os; os.system('id') $$", '42704'],
  ]),
  ...attacks('network', [
    ['CREATE EXTENSION dblink', '0A000'],
    ['CREATE EXTENSION postgres_fdw', '0A000'],
    [
      "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host '127.0.0.1'); CREATE FOREIGN TABLE ft (i int) SERVER s; SELECT * FROM ft",
      '55000',
    ],
    [
      "CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 dbname=x' PUBLICATION p",
      ['25001', 'XX000', '58P01', '55000'],
    ],
    ["SELECT * FROM dblink('host=127.0.0.1', 'select 1') AS t(i int)", '42883'],
  ]),
  ...attacks('server', [
    ["ALTER SYSTEM SET archive_command = 'touch {secret}.archive'", ['harmless', '25001']],
    ["ALTER SYSTEM SET shared_preload_libraries = 'nothing'", ['harmless', '25001']],
    ["SET local_preload_libraries = 'x'", 'harmless'],
    ["SET session_preload_libraries = '/tmp/x.so'", 'harmless'],
    ["SET dynamic_library_path = '/'", 'harmless'],
    ["SET log_destination = 'csvlog'", '55P02'],
    ["SET archive_command = 'id'", '55P02'],
    ['SELECT pg_reload_conf()', 'harmless'],
    ['SELECT pg_terminate_backend(pg_backend_pid())', ['harmless', '57P01', 'broken']],
    ['SELECT pg_cancel_backend(pg_backend_pid())', ['harmless', '57014']],
    ['SELECT pg_promote()', '55000'],
    ["SELECT pg_create_physical_replication_slot('s', true)", ['harmless', '55000', '53400']],
    ['SELECT pg_switch_wal()', 'harmless'],
    ['DROP DATABASE postgres', '55006'],
    ['CREATE DATABASE other', ['harmless', 'XX000']],
    ['DROP ROLE postgres', ['55006', '2BP01']],
    ['ALTER ROLE postgres NOSUPERUSER', '0A000'],
    ['ALTER ROLE postgres RENAME TO somebody', '0A000'],
    ["BEGIN; CREATE TABLE held (i int); PREPARE TRANSACTION 'held'", '55000'],
    ['DROP SCHEMA pg_catalog CASCADE', '2BP01'],
    ['DROP FUNCTION pg_catalog.pg_get_constraintdef(oid)', '2BP01'],
  ]),
  ...attacks('floods', [
    [
      "DO $$ BEGIN FOR i IN 1..100000 LOOP RAISE NOTICE '%', repeat('n', 100); END LOOP; END $$",
      'harmless',
    ],
    [
      "LISTEN c; SELECT count(pg_notify('c', i::text)) FROM generate_series(1, 20000) i",
      'harmless',
    ],
    ["SELECT repeat('x', 70000000)", 'harmless'],
    ["DO $$ BEGIN RAISE EXCEPTION '%', repeat('e', 5000000); END $$", 'P0001'],
    ["DO $$ BEGIN RAISE EXCEPTION E'\\x1b[2J</details><script>@everyone ```'; END $$", 'P0001'],
    ["DO $$ BEGIN RAISE EXCEPTION SQLSTATE '00000'; END $$", 'P0001'],
    ["SELECT repeat('[', 100000)::jsonb", 'broken'],
    ["SELECT (repeat('[', 6000) || repeat(']', 6000))::json", ['harmless', '54001', 'broken']],
    ["SELECT 'a' ~ repeat('(x+x+)+', 500)", ['harmless', '2201B']],
    ['SELECT array_fill(0, ARRAY[1000000000])', '54000'],
    ['SELECT array_fill(0, ARRAY[134217727])', ['53200', '54000']],
    ["SELECT repeat('x', 1100000000)", '54000'],
    ["SELECT length(repeat('x', 1000000000))", '53200'],
    [
      "SELECT string_agg(repeat('x', 1000000), '') FROM generate_series(1, 2000)",
      ['53200', '54000'],
    ],
    [
      'SELECT xmlparse(document \'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret}">]><a>&b;</a>\')',
      ['0A000', 'harmless', '2200M'],
    ],
    ['SELECT pg_advisory_lock(i) FROM generate_series(1, 5000) i', ['harmless', '53200']],
  ]),
];

/** Which of the watchdogs is first depends on the machine. */
const measured: readonly Ending[] = ['time', 'memory', 'disk'];

/** Attacks that only the watchdogs end, each in a sandbox of its own. */
export const bombs: readonly Attack[] = attacks('endless', [
  ['DO $$ BEGIN LOOP NULL; END LOOP; END $$', measured],
  ['SELECT count(*) FROM generate_series(1, 1e18) a', measured],
  ['WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r', measured],
  ['SELECT pg_sleep(1e9)', measured],
  [
    "SELECT repeat('a', 5000) ~ '(a*)*(a*)*(a*)*b\\1'",
    ['time', 'harmless', '54000', '2201B', '53200'],
  ],
  [
    'CREATE TABLE loops (i int); CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO loops VALUES (1); RETURN new; END $$; CREATE TRIGGER again BEFORE INSERT ON loops FOR EACH ROW EXECUTE FUNCTION again(); INSERT INTO loops VALUES (1)',
    ['54001', 'broken', ...measured],
  ],
  [
    'CREATE FUNCTION deep() RETURNS int LANGUAGE sql AS $$ SELECT deep() $$; SELECT deep()',
    ['54001', 'broken', ...measured],
  ],
  [
    'CREATE TABLE fill AS SELECT repeat(md5(i::text), 200) FROM generate_series(1, 1e9) i',
    measured,
  ],
  [
    "SELECT lo_from_bytea(0, decode(repeat('00', 10000000), 'hex')) FROM generate_series(1, 1000)",
    ['disk', 'time', 'memory', '53200'],
  ],
  [
    "COPY (SELECT repeat('x', 1000000) FROM generate_series(1, 100000)) TO '/tmp/fill'",
    ['disk', 'memory', 'time', '53100', '58030'],
  ],
  ["SELECT repeat('x', 1000) FROM generate_series(1, 10000000)", measured],
  ["DO $$ BEGIN LOOP RAISE NOTICE '%', repeat('n', 10000); END LOOP; END $$", measured],
  [
    'DO $$ BEGIN LOOP BEGIN PERFORM 1/0; EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END $$',
    'time',
  ],
]);

/** A migration that begins with something hostile, before statements of which the review must tell the truth. */
export interface HostileMigration {
  readonly name: string;
  readonly sql: readonly string[];
  /** `nothing`, an SQLSTATE that a finding tells, or words of the note that says what is not proven. */
  readonly ends: string;
  /** Seconds for the replay. */
  readonly timeout?: number;
}

const nobody = `DO $$ BEGIN CREATE ROLE nobody; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
  GRANT ALL ON SCHEMA public TO nobody`;
const spoilt = "writes PostgreSQL's own catalog";
const fake = (of: string) =>
  `CREATE SCHEMA IF NOT EXISTS evil; CREATE OR REPLACE FUNCTION ${of}; SET search_path = evil, pg_catalog, public`;

const reviewed: ReadonlySet<string> = new Set([
  'a temporary view that shows no locks',
  'a function that fits better than the one of PostgreSQL',
  'COMMIT inside',
  'a function of PostgreSQL replaced',
  'a cast that makes expressions ambiguous',
  'an error with a hostile text',
  'a program',
]);

export const migrations: readonly HostileMigration[] = [
  {
    name: 'an empty search path',
    sql: ["SELECT pg_catalog.set_config('search_path', '', false)"],
    ends: 'nothing',
  },
  {
    name: 'temporary tables with the names of catalogs',
    sql: [
      'CREATE TEMP TABLE pg_class (oid oid, relname name); CREATE TEMP TABLE pg_attribute (i int); CREATE TEMP TABLE pg_constraint (i int)',
    ],
    ends: 'nothing',
  },
  {
    name: 'a temporary view that shows no locks',
    sql: [
      "CREATE TEMP VIEW pg_locks AS SELECT 'relation'::text AS locktype, 0::oid AS relation, ''::text AS mode, true AS granted, 0 AS pid",
    ],
    ends: 'nothing',
  },
  {
    name: 'a function that shadows what the catalog is read with',
    sql: [
      fake(
        "evil.pg_get_constraintdef(oid) RETURNS text LANGUAGE sql AS $$ SELECT 'all is well' $$",
      ),
    ],
    ends: 'nothing',
  },
  {
    name: 'a function that fits better than the one of PostgreSQL',
    sql: [
      fake("evil.concat_ws(text, text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$"),
      "CREATE FUNCTION public.concat_ws(text, text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
    ],
    ends: 'nothing',
  },
  {
    name: 'an operator that shadows equality',
    sql: [
      fake(
        'evil.never(oid, oid) RETURNS bool LANGUAGE sql AS $$ SELECT false $$; CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.never)',
      ),
    ],
    ends: 'nothing',
  },
  {
    name: 'a view named as a catalog, in public',
    sql: ['CREATE VIEW public.pg_locks AS SELECT 1 AS i', 'SET search_path = public, pg_catalog'],
    ends: 'nothing',
  },
  {
    name: 'settings that change how SQL is read',
    sql: ['SET standard_conforming_strings = off; SET backslash_quote = on'],
    ends: 'nothing',
  },
  {
    name: 'settings that change how definitions are written',
    sql: [
      "SET quote_all_identifiers = on; SET datestyle = 'SQL, DMY'; SET intervalstyle = 'iso_8601'; SET TIME ZONE 'Pacific/Kiritimati'; SET extra_float_digits = -15",
    ],
    ends: 'nothing',
  },
  {
    name: 'messages that are turned off',
    sql: ['SET client_min_messages = error'],
    ends: 'nothing',
  },
  { name: 'all settings reset', sql: ['RESET ALL'], ends: 'nothing' },
  {
    name: 'triggers and foreign keys turned off',
    sql: ['SET session_replication_role = replica'],
    ends: 'nothing',
  },
  {
    name: 'transactions that only read from then on',
    sql: ['SET default_transaction_read_only = on'],
    ends: 'nothing',
  },
  { name: 'a transaction that only reads', sql: ['SET TRANSACTION READ ONLY'], ends: '25006' },
  { name: 'DISCARD ALL', sql: ['DISCARD ALL'], ends: '25001' },
  {
    name: 'DISCARD of plans, temporary tables and sequences',
    sql: ['DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES; DEALLOCATE ALL; CLOSE ALL'],
    ends: 'nothing',
  },
  { name: 'ROLLBACK inside', sql: ['CREATE TABLE lost (i int)', 'ROLLBACK'], ends: 'nothing' },
  { name: 'COMMIT inside', sql: ['COMMIT'], ends: 'nothing' },
  {
    name: 'COMMIT and another BEGIN inside',
    sql: ['COMMIT', 'BEGIN ISOLATION LEVEL SERIALIZABLE'],
    ends: 'nothing',
  },
  { name: 'COMMIT AND CHAIN inside', sql: ['COMMIT AND CHAIN'], ends: 'nothing' },
  { name: 'PREPARE TRANSACTION inside', sql: ["PREPARE TRANSACTION 'held'"], ends: '55000' },
  {
    name: 'savepoints with the names of ours',
    sql: ['SAVEPOINT asking', 'SAVEPOINT writing; SAVEPOINT solving'],
    ends: 'nothing',
  },
  { name: 'another role', sql: [nobody, 'SET ROLE nobody'], ends: '42501' },
  {
    name: 'another session user',
    sql: [nobody, 'SET SESSION AUTHORIZATION nobody'],
    ends: '42501',
  },
  {
    name: 'the table given to somebody else',
    sql: [nobody, 'ALTER TABLE public.users OWNER TO nobody', 'COMMIT'],
    ends: 'nothing',
  },
  { name: 'public dropped', sql: ['DROP SCHEMA public CASCADE'], ends: '3F000' },
  { name: 'public renamed', sql: ['ALTER SCHEMA public RENAME TO private'], ends: '3F000' },
  {
    name: "the migrator's own table dropped",
    sql: ['DROP SCHEMA IF EXISTS drizzle CASCADE'],
    ends: 'nothing',
  },
  {
    name: 'a function of PostgreSQL replaced',
    sql: [
      "CREATE OR REPLACE FUNCTION pg_catalog.pg_get_constraintdef(oid) RETURNS text LANGUAGE sql STABLE STRICT AS $$ SELECT 'all is well' $$",
    ],
    ends: spoilt,
  },
  {
    name: 'a function of PostgreSQL renamed',
    sql: ['ALTER FUNCTION pg_catalog.format_type(oid, integer) RENAME TO format_typo'],
    ends: 'catalog',
  },
  {
    name: 'a function added to those of PostgreSQL',
    sql: [
      "CREATE FUNCTION pg_catalog.concat_ws(text, text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
    ],
    ends: spoilt,
  },
  {
    name: 'an operator of PostgreSQL taken away',
    sql: ["DELETE FROM pg_operator WHERE oprname = '!~'"],
    ends: 'catalog',
  },
  {
    name: 'a view of PostgreSQL replaced',
    sql: [
      'SET allow_system_table_mods = on',
      'CREATE OR REPLACE VIEW pg_catalog.pg_locks AS SELECT * FROM pg_lock_status() WHERE false',
    ],
    ends: spoilt,
  },
  {
    name: 'a cast that makes expressions ambiguous',
    sql: [
      'CREATE CAST (integer AS text) WITH INOUT AS IMPLICIT; CREATE CAST (oid AS text) WITH INOUT AS IMPLICIT; CREATE CAST (name AS integer) WITH INOUT AS IMPLICIT',
    ],
    ends: 'nothing',
  },
  { name: 'the catalog emptied', sql: ['DELETE FROM pg_class'], ends: 'XX000' },
  {
    name: 'an event trigger on every command',
    sql: [
      "CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stop'; END $$",
      'CREATE EVENT TRIGGER stop ON ddl_command_end EXECUTE FUNCTION stop()',
    ],
    ends: 'P0001',
  },
  {
    name: 'a search path for all later sessions',
    sql: [
      'ALTER DATABASE postgres SET search_path = evil, pg_catalog; ALTER ROLE postgres SET search_path = evil',
    ],
    ends: 'nothing',
  },
  {
    name: 'a flood of notices',
    sql: [
      "DO $$ BEGIN FOR i IN 1..20000 LOOP RAISE WARNING '%', repeat('n', 2000); END LOOP; END $$",
    ],
    ends: 'nothing',
  },
  {
    name: 'a flood of notifications',
    sql: ["LISTEN c; SELECT count(pg_notify('c', i::text)) FROM generate_series(1, 5000) i"],
    ends: 'nothing',
  },
  {
    name: 'an error with a hostile text',
    sql: [
      "DO $$ BEGIN RAISE EXCEPTION '%', E'\\x1b[2J\\u202e</details> @everyone ```' || repeat('e', 3000000); END $$",
    ],
    ends: 'P0001',
  },
  {
    name: 'an error that says it is none',
    sql: ["DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '00001'; END $$"],
    ends: '00001',
  },
  {
    name: 'a lock on the catalog',
    sql: ['LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE; SELECT pg_advisory_lock(1)'],
    ends: 'nothing',
  },
  { name: 'a program', sql: ["COPY (SELECT 1) TO PROGRAM 'id'"], ends: 'broke' },
];

/** Those that also go through a whole review, with rows tried against them. */
export const reviews: readonly HostileMigration[] = [
  ...migrations.filter(({ name }) => reviewed.has(name)),
  { name: 'a loop', sql: ['DO $$ BEGIN LOOP NULL; END LOOP; END $$'], ends: 'time', timeout: 5 },
  {
    name: 'a trigger that loops over every row',
    sql: [
      'CREATE FUNCTION spin() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN LOOP NULL; END LOOP; END $$',
      'CREATE TRIGGER spin BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION spin()',
      'UPDATE public.users SET at = now()',
    ],
    ends: 'time',
    timeout: 5,
  },
];
