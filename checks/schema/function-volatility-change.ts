import {
  as,
  defineCheck,
  mentions,
  routineNamed,
  type Schema,
  stringsOf,
  writeQualified,
} from '../../src/review/check.ts';

const released =
  'CREATE FUNCTION norm(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT lower($1) $$;\n' +
  'CREATE TABLE users (name text);\nCREATE INDEX by_norm ON users (norm(name));';

export default defineCheck({
  id: 'function-volatility-change',
  title: 'A function changes, and what was computed with it stays',
  category: 'schema',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateFunctionStmt'],
  needsState: true,
  covers: ['function-volatility-change'],
  sources: [{ tool: 'safe-migrate', rule: 'function-volatility-change' }],
  message: 'Replaces the function {function}, with which {object} is computed.',
  why:
    'PostgreSQL does not look at it again: an index keeps what the old function gave for older rows, so ' +
    'that queries by the new one miss them, and a CHECK stays valid for rows that the new one refuses.',
  todo:
    'Where the answers differ, give the new function a name of its own and build what uses it anew; or ' +
    'run `REINDEX INDEX CONCURRENTLY …` by hand after the deploy.',
  examples: {
    flagged: [
      {
        title: 'a function in an index',
        released,
        sql: 'CREATE OR REPLACE FUNCTION norm(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT upper($1) $$;',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'the index is built anew',
        released,
        sql:
          'CREATE OR REPLACE FUNCTION norm(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT upper($1) $$;\n' +
          'DROP INDEX by_norm;\nCREATE INDEX by_norm ON users (norm(name));',
      },
      {
        title: 'one that is not used there',
        released,
        sql: 'CREATE OR REPLACE FUNCTION other() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
      },
    ],
  },
  statement(visit) {
    const create = as(visit.statement.node, 'CreateFunctionStmt');
    const known = create?.replace && routineNamed(visit.before, stringsOf(create.funcname));
    if (!known || known.isNew) return;
    const { schema, name } = known.name;
    const object = usesOf(visit.before, visit.end(), name);
    if (object.length > 0) {
      visit.report({ data: { function: writeQualified(schema, name), object } });
    }
  },
});

/** The indexes and checks of older tables that mention a function and are not made anew. */
function usesOf(before: Schema, after: Schema, name: string): string[] {
  const kept = new Set(
    [...after.relations.values()].flatMap(({ indexes, constraints }) =>
      [...indexes, ...constraints].filter(({ isNew }) => !isNew).map((each) => each.name),
    ),
  );
  return [...before.relations.values()].flatMap(({ indexes, constraints }) => {
    const used = [
      ...indexes.filter(({ expressions, where }) =>
        [...expressions, where ?? ''].some((text) => mentions(text, name)),
      ),
      ...constraints.filter(({ expression }) => mentions(expression ?? '', name)),
    ];
    return used.flatMap((each) => (each.name !== null && kept.has(each.name) ? each.name : []));
  });
}
