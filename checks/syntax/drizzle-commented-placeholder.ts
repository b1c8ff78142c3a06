import { alterCommands, defineCheck } from '../../src/review/check.ts';

const kit = `/* 
    Unfortunately in current drizzle-kit version we can't automatically get name for primary key.
    We are working on making it available!

    Meanwhile you can:
        1. Check pk name in your database, by running
            SELECT constraint_name FROM information_schema.table_constraints
        2. Uncomment code below and paste pk name manually
*/

-- ALTER TABLE "users" DROP CONSTRAINT "<constraint_name>";`;

const instructions = /can't automatically get name for primary key|<constraint_name>/;

export default defineCheck({
  id: 'drizzle-commented-placeholder',
  title: "drizzle-kit's instructions for a primary key were not followed",
  category: 'syntax',
  severity: 'error',
  onError: 'accept',
  needs: 'file',
  covers: ['drizzle-commented-placeholder'],
  sources: [],
  message: 'drizzle-kit left the change of a primary key to you, and it is not done.',
  why:
    'drizzle-kit does not know the name of the primary key, so it writes a comment in place of the ' +
    'statement. As it stands, the old primary key stays, and adding the new one fails (42P16).',
  todo:
    'Write the statement in place of the comment. PostgreSQL names a primary key `<table>_pkey` unless ' +
    'told otherwise:\n\n```sql\nALTER TABLE "…" DROP CONSTRAINT "…_pkey";\n```',
  examples: {
    flagged: [
      { title: 'the comment as drizzle-kit writes it', sql: kit, lines: [1] },
      {
        title: 'the name was not filled in',
        sql: 'ALTER TABLE "users" DROP CONSTRAINT "<constraint_name>";',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the statement was written, and the comment left',
        sql: `${kit}\nALTER TABLE "users" DROP CONSTRAINT "users_pkey";`,
      },
      { title: 'another comment', sql: '-- the primary key stays\nSELECT 1;' },
    ],
  },
  file({ sql, report }) {
    const drops = sql.statements.flatMap(({ node, range }) =>
      alterCommands(node, 'AT_DropConstraint').map(({ command }) => ({
        name: command.name ?? '',
        range,
      })),
    );
    const unnamed = drops.find(({ name }) => instructions.test(name));
    const comment = sql.comments.find(({ text }) => instructions.test(text));
    if (unnamed) report({ at: unnamed.range });
    else if (comment && drops.length === 0) report({ at: comment.range });
  },
});
