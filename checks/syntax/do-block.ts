import { as, defineCheck, type Node, tokensOf } from '../../src/review/check.ts';

export default defineCheck({
  id: 'do-block',
  title: 'SQL that is put together at run time is not read',
  category: 'syntax',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['DoStmt'],
  covers: ['do-block'],
  sources: [
    { tool: 'strong_migrations', rule: 'execute' },
    { tool: 'pgsafe', rule: 'unchecked-do-block' },
    { tool: 'migrationpilot', rule: 'MP063' },
    { tool: 'safe-migrate', rule: 'opaque-dynamic-sql' },
  ],
  message: 'Runs SQL that is put together at run time, which no check has read.',
  why:
    'What EXECUTE runs depends on values that only a database has. It may lock, rewrite or drop what a ' +
    'statement written out would be reported for.',
  todo: 'Write the statements out where they are known; otherwise read the block with that in mind.',
  variants: {
    language: {
      message: 'Runs a block in {language}, which no check has read.',
      why: 'Only PL/pgSQL is parsed, so nothing of what the block does was checked.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'names from a query',
        sql: `DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'old' LOOP
    EXECUTE format('DROP TABLE old.%I', t);
  END LOOP;
END $$;`,
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'statements that are written out, also as a constant',
        sql: `DO $$ BEGIN
  ALTER TYPE mood ADD VALUE 'ok';
  EXECUTE 'ALTER TABLE users ADD COLUMN a int';
  GRANT EXECUTE ON FUNCTION f() TO app;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;`,
      },
    ],
  },
  statement(visit) {
    const options = as(visit.statement.node, 'DoStmt')?.args ?? [];
    const language = optionOf(options, 'language') ?? 'plpgsql';
    if (language.toLowerCase() !== 'plpgsql') {
      visit.report({ variant: 'language', data: { language } });
    } else if (isDynamic(optionOf(options, 'as') ?? '')) visit.report({});
  },
});

function optionOf(options: readonly Node[], name: string): string | null {
  const option = options.map((each) => as(each, 'DefElem')).find((each) => each?.defname === name);
  return as(option?.arg, 'String')?.sval ?? null;
}

/** Whether an EXECUTE of a body, which is not the right of that name, gets more than one constant. */
function isDynamic(body: string): boolean {
  if (!/\bexecute\b/i.test(body)) return false;
  const tokens = tokensOf(body).filter(({ kind }) => kind !== 'comment');
  const words = tokens.map(({ start, end }) => body.slice(start, end).toLowerCase());
  return tokens.some(({ kind }, index) => {
    if (kind !== 'word' || words[index] !== 'execute') return false;
    const [next = '', after = ''] = words.slice(index + 1);
    if (/^(on|,|function|procedure)$/.test(next)) return false;
    const isConstant = tokens[index + 1]?.kind === 'string' && /^(;|into|using)$/.test(after);
    return !isConstant;
  });
}
