import {
  alterCommands,
  as,
  columnBefore,
  defineCheck,
  isOlder,
  keyOf,
  existingName,
  stringsOf,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'drop-sequence-or-identity',
  title: 'A column is no longer numbered',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['DropStmt', 'AlterTableStmt:AT_DropIdentity'],
  covers: ['drop-sequence-or-identity'],
  sources: [],
  message: 'Drops the identity of {object}: nothing numbers new rows any more.',
  many: 'Drops the identity of {count} columns: nothing numbers new rows any more: {object}.',
  why:
    'Code that leaves the column out of its INSERTs, as Drizzle does, then writes NULL and fails where ' +
    'the column is required (23502).',
  todo: 'Keep it until every running version writes a value of its own.',
  variants: {
    sequence: {
      message: 'Drops the sequence {object}, with the number that it has reached.',
      many: 'Drops {count} sequences, with the numbers that they have reached: {object}.',
      why:
        'A sequence that is made anew begins at 1 and gives numbers that were given before. With ' +
        'CASCADE, the defaults that use it go as well.',
      todo: 'Drop it when no column and no code asks it for numbers.',
    },
  },
  examples: {
    flagged: [
      { title: 'an identity', sql: 'ALTER TABLE users ALTER COLUMN id DROP IDENTITY;', lines: [1] },
      { title: 'a sequence', sql: 'DROP SEQUENCE "public"."invoice_numbers";', lines: [1] },
    ],
    accepted: [
      {
        title: 'an identity of another kind in its place',
        sql: 'ALTER TABLE users ALTER COLUMN id DROP IDENTITY, ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;',
      },
      { title: 'made by the same change', sql: 'CREATE SEQUENCE s;\nDROP SEQUENCE s;' },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    for (const { table, command } of alterCommands(node, 'AT_DropIdentity')) {
      const name = command.name ?? '';
      const isReplaced = visit.pending
        .slice(visit.index)
        .flatMap(({ statement }) => alterCommands(statement.node, 'AT_AddIdentity'))
        .some((each) => each.command.name === name && written(each.table) === written(table));
      if (isReplaced || !isOlder(visit, table) || columnBefore(visit, table, name)?.isNew) continue;
      visit.report({ data: { object: `${written(table)}.${name}` }, cause: 'identity' });
    }
    const drop = as(node, 'DropStmt');
    for (const each of drop?.removeType === 'OBJECT_SEQUENCE' ? (drop.objects ?? []) : []) {
      const parts = stringsOf(each);
      if (visit.before.sequences.get(keyOf(existingName(visit.before, parts)))?.isNew) continue;
      visit.report({ data: { object: parts.join('.') }, cause: 'sequence', variant: 'sequence' });
    }
  },
});
