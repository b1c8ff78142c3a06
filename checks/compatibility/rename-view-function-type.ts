import {
  as,
  defineCheck,
  keyOf,
  relationOf,
  stringsOf,
  typeNamed,
  written,
} from '../../src/review/check.ts';

const kinds: Readonly<Record<string, string>> = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_SEQUENCE: 'sequence',
};

export default defineCheck({
  id: 'rename-view-function-type',
  title: 'What running code may call by its name is renamed',
  category: 'compatibility',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['RenameStmt'],
  covers: ['rename-view-function-type', 'change-function-signature'],
  sources: [
    { tool: 'pgsafe', rule: 'rename' },
    { tool: 'migrationpilot', rule: 'MP052' },
  ],
  message: 'Renames the {kind} {object} to {to}.',
  many: 'Renames {count} objects that code may call by name: {object}.',
  why:
    'The version of the code that still runs, and functions that name it in their bodies, ask for the ' +
    'old name until the deploy ends, and fail. What the database itself refers to, follows.',
  todo: 'Create the new one beside the old one, and drop the old one in a later release.',
  examples: {
    flagged: [
      { title: 'a view', sql: 'ALTER VIEW totals RENAME TO sums;', lines: [1] },
      { title: 'an enum', sql: 'ALTER TYPE "status" RENAME TO "state";', lines: [1] },
      { title: 'a function', sql: 'ALTER FUNCTION f(int) RENAME TO g;', lines: [1] },
    ],
    accepted: [
      {
        title: 'made by the same change',
        sql: "CREATE TYPE a AS ENUM ('b');\nALTER TYPE a RENAME TO c;",
      },
      {
        title: 'a type that is put aside to be replaced under its name',
        sql: `ALTER TYPE s RENAME TO s_old;\nCREATE TYPE s AS ENUM ('a');`,
      },
    ],
  },
  statement(visit) {
    const rename = as(visit.statement.node, 'RenameStmt');
    const kind = kinds[rename?.renameType ?? ''];
    if (!rename || !kind) return;
    const parts = stringsOf(as(rename.object, 'ObjectWithArgs')?.objname ?? rename.object);
    const object = rename.relation ? written(rename.relation) : parts.join('.');
    const { before } = visit;
    const isNew =
      relationOf(before, rename.relation)?.isNew ??
      before.enums.get(keyOf(typeNamed(before, parts)))?.isNew;
    const isReplaced = [...visit.end().enums.values()].some(
      (each) => each.isNew && each.name.name === parts.at(-1),
    );
    if (isNew || isReplaced) return;
    visit.report({
      data: { kind: { prose: kind }, object, to: rename.newname ?? '' },
      cause: 'rename',
    });
  },
});
