import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Engine, Sandbox } from '../../src/replay/engine.ts';

export interface EngineKind {
  engine(): Engine;
  /** Some that it has. */
  readonly extensions: readonly string[];
  /** Whether it keeps states from one time to the next. */
  readonly keeps: boolean;
}

/** What every engine must do. */
export function testSandbox(kind: EngineKind): void {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await kind.engine().open({ extensions: [...kind.extensions, 'postgis'] });
  });
  afterAll(() => sandbox.close());

  test('a text of several statements runs as one query, with its notices', async () => {
    const sql = `CREATE TABLE a (i int); INSERT INTO a VALUES (1), (2); DO $$ BEGIN RAISE NOTICE 'here'; END $$`;
    expect(await sandbox.exec(sql)).toMatchObject({
      error: null,
      notices: [{ severity: 'NOTICE', message: 'here' }],
      transaction: 'idle',
    });
  });

  test('rows are texts as PostgreSQL writes them, and parameters too', async () => {
    const sql = `SELECT $1::numeric AS n, NULL AS nothing, '{1,2}'::int[] AS list`;
    expect(await sandbox.query(sql, ['1.50'])).toMatchObject({
      error: null,
      columns: ['n', 'nothing', 'list'],
      rows: [['1.50', null, '{1,2}']],
    });
  });

  test('an error carries what PostgreSQL says, and ends nothing but its transaction', async () => {
    await sandbox.exec('BEGIN');
    const { error, transaction } = await sandbox.exec('SELECT nothing');
    expect(error).toMatchObject({ code: '42703', position: 8, detail: null });
    expect(transaction).toBe('failed');
    expect(await sandbox.exec('SELECT 1')).toMatchObject({ error: { code: '25P02' } });
    expect(await sandbox.exec('ROLLBACK')).toMatchObject({ error: null, transaction: 'idle' });
  });

  test('extensions that it has can be made, also after a copy', async () => {
    const copy = await sandbox.copy();
    try {
      const made = await copy.exec(
        kind.extensions.map((each) => `CREATE EXTENSION ${each};`).join(''),
      );
      expect(made.error).toBeNull();
      expect((await copy.exec('CREATE EXTENSION postgis')).error).toMatchObject({ code: '0A000' });
    } finally {
      await copy.close();
    }
  });

  test('the session is in a time zone that nobody is in', async () => {
    const { rows } = await sandbox.query("SELECT current_setting('timezone')");
    expect(rows).toEqual([['Asia/Kathmandu']]);
  });

  test.each([
    ['time', { statementMilliseconds: 300 }, 'SELECT pg_sleep(600)'],
    ['time', { statementMilliseconds: 300 }, 'DO $$ BEGIN LOOP NULL; END LOOP; END $$'],
    ['memory', {}, "SELECT repeat('x', 1000) FROM generate_series(1, 10000000)"],
    ['disk', { diskMegabytes: 100 }, 'CREATE TABLE b AS SELECT * FROM generate_series(1, 1e9)'],
  ] as const)('what runs out of %s is ended, and says so: %j', async (reason, limits, sql) => {
    const doomed = await kind.engine().open({ limits });
    await expect(doomed.exec(sql)).rejects.toMatchObject({ name: 'SandboxError', reason });
    await expect(doomed.query('SELECT 1')).rejects.toMatchObject({ name: 'SandboxError', reason });
  });

  test('a state is built where it is asked for, and kept where the engine keeps any', async () => {
    const key = `test ${Math.random()}`;
    let built = 0;
    for (const count of kind.keeps ? [1, 1] : [1, 2]) {
      const { sandbox: kept, note } = await kind.engine().openBuilt(key, async () => ({
        extensions: ['citext'],
        async build(empty) {
          built += 1;
          await empty.exec('CREATE EXTENSION citext; CREATE TABLE kept (name citext)');
          return 'a note';
        },
      }));
      expect((await kept.exec("INSERT INTO kept VALUES ('A')")).error).toBeNull();
      expect((await kept.query("SELECT * FROM kept WHERE name = 'a'")).rows).toHaveLength(1);
      expect([built, note]).toEqual([count, 'a note']);
      await kept.close();
    }
  });
}
