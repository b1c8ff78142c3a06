import { defineCheck, exampleDrop, lossesOf, writtenUses } from '../../src/review/check.ts';

const explained = [
  'drop-column',
  'drop-table',
  'rename-column',
  'rename-table',
  'rename-or-remove-enum-value',
];

export default defineCheck({
  id: 'breaks-running-code',
  title: 'Something goes that the running code still uses',
  category: 'compatibility',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt', 'AlterTableStmt:AT_DropColumn', 'RenameStmt', 'AlterEnumStmt'],
  covers: [],
  sources: [
    { tool: 'strong_migrations', rule: 'remove_column' },
    { tool: 'atlas', rule: 'BC102' },
  ],
  message: 'Drops {what}, which the code that runs meanwhile still declares.',
  many: 'Drops {count} things that the code which runs meanwhile still declares: {what}.',
  why:
    'From the migration until the roll-out ends, the version that still runs fails wherever it names ' +
    'it (42703, 42P01): {uses}. Drizzle also names every declared column when it reads whole rows. ' +
    'What was in it is gone.',
  todo:
    'Take two releases. First remove it from the Drizzle schema and from the code, and leave the ' +
    'generated migration out. When that version runs everywhere, drop it.',
  variants: {
    table: {
      why:
        'No code names it, but Drizzle names every declared column when it reads whole rows. From the ' +
        'migration until the roll-out ends, the version that still runs fails wherever it reads whole ' +
        'rows of the table (42703), which it uses at {uses}. What was in it is gone.',
    },
    renamed: {
      message: 'Renames {what} to {to}, while the code that runs still asks for the old name.',
      many: 'Renames {count} things, while the code that runs still asks for the old names: {what}.',
      todo:
        'Keep the name in the database, and change it in TypeScript only: the builder takes the name ' +
        'that the database has, {old}, as its first argument. If the name in the database has to ' +
        'change, add the new one, write both, copy, read the new one, and drop the old one in a later ' +
        'release.',
    },
    'renamed name': {
      why:
        'From the migration until the roll-out ends, the version that still runs asks for a name that ' +
        'is not there (42703, 42P01): {uses}. Drizzle also names every declared column when it reads ' +
        'whole rows.',
    },
    'renamed table': {
      why:
        'No code names it, but Drizzle names every declared column when it reads whole rows. From the ' +
        'migration until the roll-out ends, the version that still runs fails wherever it reads whole ' +
        'rows of the table (42703), which it uses at {uses}.',
    },
    'renamed nothing': {
      why:
        'The version that still runs when the migration does declares the old name; no use of it or of ' +
        'its table was found. A relation may load it, and raw SQL may name it.',
    },
    value: {
      message: 'Takes away {what}, which the code that runs meanwhile still writes or asks for.',
      why:
        'From the migration until the roll-out ends, PostgreSQL refuses the value (22P02) wherever the ' +
        'version that still runs writes it or asks for it: {uses}.',
      todo:
        'Take two releases. First stop writing the value and asking for it. When that version runs ' +
        'everywhere, change the rows that have it, and take the value away.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a column that the released schema declares',
        trees: exampleDrop({ declared: true, sql: 'ALTER TABLE "users" DROP COLUMN "name";' }),
        lines: [1],
      },
      {
        title: 'a table that the released code reads',
        trees: exampleDrop({ declared: true, sql: '\nDROP TABLE "users";' }),
        lines: [2],
      },
      {
        title: 'a column that gets another name',
        trees: exampleDrop({
          declared: true,
          sql: 'ALTER TABLE "users" RENAME COLUMN "name" TO "title";',
        }),
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the released schema does not declare it any more: the second of two releases',
        trees: exampleDrop({ declared: false, sql: 'ALTER TABLE "users" DROP COLUMN "name";' }),
      },
      {
        title: 'a new column',
        trees: exampleDrop({
          declared: true,
          sql: 'ALTER TABLE "users" ADD COLUMN "age" integer;',
        }),
      },
    ],
  },
  statement(visit) {
    const { code, report } = visit;
    if (!code) return;
    for (const { what, key, kind, to } of lossesOf(visit)) {
      const uses = code.running.get(key);
      if (!uses) continue;
      const { by, references } = uses;
      // That its rows go is for drop-table and drop-column to say.
      if (by === 'nothing' && to === null && kind !== 'value') continue;
      const old = what.slice(what.lastIndexOf('.') + 1);
      report({
        data: { what, uses: writtenUses(references), ...(to !== null && { to, old }) },
        about: what,
        variant: kind === 'value' ? 'value' : to === null ? by : ['renamed', `renamed ${by}`],
        ...(by === 'nothing' && { severity: 'warning' }),
        cause: to === null ? kind : 'rename',
        evidence: { uses: references },
        explains: { checks: explained, within: visit.statement.range },
      });
    }
  },
});
