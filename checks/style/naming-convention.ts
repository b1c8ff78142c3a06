import { defineCheck, type NamedKind, newNames, namingKinds } from '../../src/review/check.ts';

const pattern = (kind: string, all: string) =>
  ({
    type: 'pattern',
    default: all,
    what: `Regular expression that the name of a ${kind} fits whole.`,
  }) as const;

/** As most Drizzle schemas write them, with `casing: 'snake_case'` or by hand. */
const snake = '[a-z][a-z0-9_]*';

export default defineCheck({
  id: 'naming-convention',
  title: "A name that the team's rule does not allow",
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: namingKinds,
  covers: ['naming-convention'],
  sources: [
    { tool: 'atlas', rule: 'NM101' },
    { tool: 'atlas', rule: 'NM102' },
    { tool: 'atlas', rule: 'NM103' },
    { tool: 'atlas', rule: 'NM104' },
    { tool: 'atlas', rule: 'NM105' },
    { tool: 'atlas', rule: 'NM106' },
    { tool: 'bytebase', rule: 'NAMING_TABLE' },
    { tool: 'bytebase', rule: 'NAMING_COLUMN' },
    { tool: 'bytebase', rule: 'NAMING_INDEX_PK' },
    { tool: 'bytebase', rule: 'NAMING_INDEX_UK' },
    { tool: 'bytebase', rule: 'NAMING_INDEX_FK' },
    { tool: 'bytebase', rule: 'NAMING_INDEX_IDX' },
    { tool: 'pgsafe', rule: 'naming-convention' },
  ],
  options: {
    table: pattern('table', snake),
    column: pattern('column', snake),
    index: pattern('index', snake),
    primaryKey: pattern('primary key', snake),
    unique: pattern('unique constraint', snake),
    foreignKey: pattern('foreign key', snake),
    check: pattern('CHECK', snake),
    enum: pattern('enum', snake),
  },
  message: 'The name of the {kind} {name} does not fit {rule}.',
  many: '{count} names do not fit the rule of the team: {name}.',
  why: 'The configuration of db-review holds the rule. Names that follow one are found without looking.',
  todo: 'Give it another name in the Drizzle schema, and generate the migration anew.',
  examples: {
    flagged: [
      {
        title: 'capitals, by default',
        sql: 'CREATE TABLE "users" (\n  "id" int,\n  "firstName" text\n);',
        lines: [3],
      },
      {
        title: 'an index without the beginning that the team asks for',
        options: { index: 'idx_.+' },
        sql: 'CREATE INDEX users_name ON users (name);',
        lines: [1],
      },
      {
        title: 'a foreign key, and a table that is renamed',
        options: { foreignKey: '.+_fk' },
        sql:
          'ALTER TABLE a ADD CONSTRAINT b FOREIGN KEY (c) REFERENCES d (id);\n' +
          'ALTER TABLE a RENAME TO "A";',
        lines: [1, 2],
      },
    ],
    accepted: [
      {
        title: 'names that fit',
        sql: 'CREATE TABLE users (id int PRIMARY KEY, first_name text);\nCREATE INDEX users_idx ON users (id);',
      },
      {
        title: 'a constraint to which PostgreSQL gives its name',
        options: { check: 'chk_.+' },
        sql: 'CREATE TABLE users (id int CHECK (id > 0));',
      },
    ],
  },
  statement(visit) {
    for (const { kind, name, at } of newNames(visit.statement)) {
      const rule = visit.options[optionOf[kind]];
      if (new RegExp(`^(?:${rule})$`, 'u').test(name)) continue;
      visit.report({ at, cause: kind, data: { kind: { prose: kind }, name, rule } });
    }
  },
});

const optionOf = {
  table: 'table',
  column: 'column',
  index: 'index',
  'primary key': 'primaryKey',
  unique: 'unique',
  'foreign key': 'foreignKey',
  check: 'check',
  enum: 'enum',
} as const satisfies Record<NamedKind, string>;
