import { defineCheck, exampleDrop, lossesOf, writtenUses } from '../../src/review/check.ts';

const drop = 'ALTER TABLE "users" DROP COLUMN "name";';

export default defineCheck({
  id: 'removed-column-still-used',
  title: 'The code of the change still uses what its migration takes away',
  category: 'compatibility',
  severity: 'error',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt', 'AlterTableStmt:AT_DropColumn', 'RenameStmt', 'AlterEnumStmt'],
  covers: ['removed-column-still-used'],
  sources: [],
  message: 'Takes away {what}, which the code of this change still uses.',
  many: 'Takes away {count} things that the code of this change still uses: {what}.',
  why: 'After the migration each of these fails, in the new version too: {uses}.',
  todo:
    'Change these places, or leave {what} in the database. A `.returning()` or a SELECT without ' +
    'columns fails as well, as long as the schema declares it.',
  examples: {
    flagged: [
      {
        title: 'a column that a query still asks for',
        trees: exampleDrop({ declared: true, stays: true, sql: drop }),
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the code has been changed with it',
        trees: exampleDrop({ declared: true, sql: drop }),
      },
    ],
  },
  statement(visit) {
    for (const { what, key, kind } of lossesOf(visit)) {
      const uses = visit.code?.staying.get(key);
      if (!uses) continue;
      visit.report({
        data: { what, uses: writtenUses(uses) },
        about: what,
        cause: kind,
        evidence: { uses },
      });
    }
  },
});
