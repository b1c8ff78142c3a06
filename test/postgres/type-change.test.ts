import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { needsUsing } from '../../src/postgres/assignment-casts.ts';
import { type Narrowing, narrows } from '../../src/postgres/narrowing.ts';
import { typeChange } from '../../src/postgres/type-change.ts';
import { type Using, usingOf } from '../../src/postgres/using.ts';
import { type DataType, emptySchema } from '../../src/schema/model.ts';
import { createParser } from '../../src/sql/parser.ts';
import { commandsOf } from '../../src/sql/tree.ts';
import { dataTypeOf } from '../../src/sql/type-name.ts';
import { parseTypeText } from '../../src/sql/type-text.ts';
import { column, foldInto } from '../schema/folded.ts';

interface Fact {
  sql: string;
  setup: string;
  observed: { postgres: number[]; error?: string; rewritten?: string[] }[];
}

interface Measured {
  key: string;
  from: DataType;
  to: DataType;
  using: Using;
  timeZone: string;
  table: string;
  observed: Fact['observed'];
}

const { facts } = JSON.parse(
  readFileSync(new URL('../facts/measured-locks.json', import.meta.url), 'utf8'),
) as { facts: Record<string, Fact> };

const parser = createParser();
afterAll(() => parser.close());

const enums = new Set(['enum', 'mood', 'mood2']);
function isEnum({ schema, name }: DataType): boolean {
  return schema !== null && enums.has(name);
}

/** The type that the changed column had: of the table that the fact sets up, else in its name. */
async function oldType(key: string, fact: Fact, table: string, name: string) {
  if (fact.setup.includes(`table ${table}(`)) {
    const schema = await foldInto(emptySchema(true), parser, fact.setup);
    return column(schema, table, name).type;
  }
  const text = /^(?:type )?(?:indexed )?(.+?)->/.exec(key)?.[1];
  return parseTypeText(text ?? '');
}

const measured: Measured[] = [];
beforeAll(async () => {
  for (const [key, fact] of Object.entries(facts)) {
    const each = await measuredOf(key, fact);
    if (each) measured.push(each);
  }
});

/** What a fact measured; null where its statement changes no type. */
async function measuredOf(key: string, fact: Fact): Promise<Measured | null> {
  const [parsed] = await parser.parse([fact.sql]);
  const alter = parsed?.statements.find(({ kind }) => kind === 'AlterTableStmt')?.node;
  if (!alter || !('AlterTableStmt' in alter)) return null;
  const [command] = commandsOf(alter.AlterTableStmt);
  const { subtype, name = '', def } = command ?? {};
  if (subtype !== 'AT_AlterColumnType' || !def || !('ColumnDef' in def)) return null;
  const { typeName = {}, raw_default } = def.ColumnDef;
  const table = alter.AlterTableStmt.relation?.relname ?? '';
  const to = dataTypeOf(typeName);
  return {
    key,
    from: await oldType(key, fact, table, name),
    to,
    using: usingOf(raw_default, name, to),
    timeZone: /timezone='(.+?)'/.exec(fact.sql)?.[1] ?? 'Europe/Paris',
    table: `s.${table}`,
    observed: fact.observed,
  };
}

/** Every fact that PostgreSQL did not refuse, on each version. */
function* done() {
  for (const fact of measured) {
    for (const { postgres, error, rewritten = [] } of fact.observed) {
      if (error === undefined) yield* postgres.map((version) => ({ ...fact, version, rewritten }));
    }
  }
}

describe('the measured changes of type', () => {
  test('are all found in the facts', () => {
    expect(measured.length).toBeGreaterThan(55);
  });

  test('rewrite the table exactly where typeChange says so, on each version', () => {
    const wrong: string[] = [];
    const unknown = new Set<string>();
    for (const { key, from, to, using, timeZone, table, version, rewritten } of done()) {
      const { rewrites } = typeChange(from, to, { postgres: version, using, timeZone, isEnum });
      if (rewrites === 'unknown') unknown.add(key);
      else if (rewrites !== rewritten.includes(table)) wrong.push(`${key} on ${version}`);
    }
    expect(wrong).toEqual([]);
    expect([...unknown]).toEqual([
      'text->domain without constraint',
      'text->domain with constraint',
      'domain->text',
    ]);
  });

  test('need USING exactly where needsUsing says so', () => {
    const wrong: string[] = [];
    for (const { key, from, to, using, observed } of measured) {
      if (using !== 'none') continue;
      const needs = needsUsing(from, to, isEnum);
      for (const { error } of observed) {
        const isRefused = error?.includes('cannot be cast automatically') ?? false;
        if (needs !== 'unknown' && needs !== isRefused) wrong.push(key);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('depend on the time zone where it is not known', () => {
    const [from, to] = [parseTypeText('timestamp'), parseTypeText('timestamptz')];
    expect(typeChange(from, to, { postgres: 15, using: 'none' }).rewrites).toBe('unknown');
    expect(typeChange(from, parseTypeText('timestamptz(3)'), { postgres: 15, using: 'none' })) //
      .toMatchObject({ rewrites: true });
  });
});

test.each<[from: string, to: string, needs: boolean | 'unknown']>([
  ['integer', 'boolean', true],
  ['jsonb', 'text[]', true],
  ['text', 'mood', true],
  ['mood', 'mood2', true],
  ['mood', 'text', false],
  ['mood[]', 'text[]', false],
  ['text[]', 'mood[]', true],
  ['integer[]', 'text[]', false],
  ['text[]', 'text', false],
  ['text', 'text[]', true],
  ['bigint', 'smallint', false],
  ['date', 'time', true],
  ['text', 'citext', 'unknown'],
  ['vector(3)', 'vector(4)', false],
])('needsUsing: %s → %s is %s', (from, to, needs) => {
  expect(needsUsing(parseTypeText(from), parseTypeText(to), isEnum)).toBe(needs);
});

test.each<[from: string, to: string, narrowing: [Narrowing['effect'], string] | null, Using?]>([
  ['bigint', 'integer', ['fails', 'values over 2147483647']],
  ['integer', 'bigint', null],
  ['numeric(10)', 'integer', ['fails', 'values over 2147483647']],
  ['numeric(9)', 'integer', null],
  ['integer', 'numeric(10)', null],
  ['integer', 'numeric(10,2)', ['fails', 'values of more than 8 digits before the point']],
  ['numeric(10,4)', 'numeric(10,2)', ['loses', 'decimals after the second']],
  ['numeric(10,2)', 'numeric', null],
  ['numeric', 'numeric(10,2)', ['fails', 'values of more than 8 digits before the point']],
  ['bigint', 'double precision', ['loses', 'digits after the 15th']],
  ['double precision', 'real', ['fails', 'values of more than 38 digits before the point']],
  ['varchar(100)', 'varchar(20)', ['fails', 'values of more than 20 characters']],
  ['text', 'varchar(20)', ['loses', 'values of more than 20 characters'], 'cast'],
  ['varchar(20)', 'text', null],
  ['timestamp', 'timestamp(0)', ['loses', 'fractions of a second']],
  ['timestamp(3)', 'timestamp', null],
  ['timestamptz', 'timestamp', ['loses', 'time zone']],
  ['timestamptz', 'date', ['loses', 'time of day and time zone']],
  ['timestamp', 'timestamptz', null],
  ['date', 'timestamp(0)', null],
  ['interval', 'time', ['loses', 'days, months and years']],
  ['time', 'interval', null],
  ['interval', 'interval(0)', ['loses', 'fractions of a second']],
  ['json', 'jsonb', ['loses', 'order of keys, repeated keys and space']],
  ['text', 'uuid', ['fails', 'values that are no uuid']],
  ['text', 'mood', ['fails', 'values that the enum does not have']],
  ['mood', 'text', null],
  ['pg_catalog.constructor', 'pg_catalog.constructor', null],
  ['inet', 'cidr', ['loses', 'bits of the host']],
])('narrows: %s → %s', (from, to, narrowing, using = 'none') => {
  const found = narrows(parseTypeText(from), parseTypeText(to), using, isEnum);
  expect(found && [found.effect, found.what]).toEqual(narrowing);
});
