import type { Runs } from './statement.ts';

/** A query of a PL/pgSQL body as PostgreSQL hands it out, and the line of its statement in the body. */
export interface Query {
  /** `dynamic` is an expression whose value is the SQL. */
  readonly kind: 'statement' | 'perform' | 'query' | 'dynamic';
  readonly text: string;
  readonly line: number;
  readonly runs: Runs;
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields that hold statements which run in a branch, a loop or a handler. */
const branches: Readonly<Record<string, readonly string[]>> = {
  PLpgSQL_stmt_if: ['then_body', 'elsif_list', 'else_body'],
  PLpgSQL_if_elsif: ['stmts'],
  PLpgSQL_stmt_case: ['case_when_list', 'else_stmts'],
  PLpgSQL_case_when: ['stmts'],
  PLpgSQL_stmt_loop: ['body'],
  PLpgSQL_stmt_while: ['body'],
  PLpgSQL_stmt_fori: ['body'],
  PLpgSQL_stmt_fors: ['body'],
  PLpgSQL_stmt_forc: ['body'],
  PLpgSQL_stmt_dynfors: ['body'],
  PLpgSQL_stmt_foreach_a: ['body'],
  PLpgSQL_exception: ['action'],
};

/** Fields that hold a query, by statement. */
const queries: Readonly<Record<string, Readonly<Record<string, Query['kind']>>>> = {
  PLpgSQL_stmt_execsql: { sqlstmt: 'statement' },
  PLpgSQL_stmt_call: { expr: 'statement' },
  PLpgSQL_stmt_perform: { expr: 'perform' },
  PLpgSQL_stmt_fors: { query: 'query' },
  PLpgSQL_stmt_return_query: { query: 'query', dynquery: 'dynamic' },
  PLpgSQL_stmt_open: { query: 'query', dynquery: 'dynamic' },
  PLpgSQL_stmt_dynexecute: { query: 'dynamic' },
  PLpgSQL_stmt_dynfors: { query: 'dynamic' },
};

/**
 * The queries of the functions that `parsePlpgsql` gives as JSON, in the order of the source.
 * Conditions, assignments and other expressions are none.
 */
export function queriesOf(json: string, runs: Runs): readonly Query[] {
  const functions = JSON.parse(json) as readonly { readonly PLpgSQL_function: Fields }[];
  const found: Query[] = [];
  for (const each of functions) visitAll(each.PLpgSQL_function['action'], runs, found);
  return found;
}

function visitAll(value: unknown, runs: Runs, found: Query[]): void {
  for (const node of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof node !== 'object' || node === null) continue;
    for (const [kind, fields] of Object.entries(node)) visit(kind, fields as Fields, runs, found);
  }
}

function visit(kind: string, fields: Fields, runs: Runs, found: Query[]): void {
  const line = typeof fields['lineno'] === 'number' ? fields['lineno'] : 1;
  for (const [field, queryKind] of Object.entries(queries[kind] ?? {})) {
    const text = textOf(fields[field]);
    if (text !== null) found.push({ kind: queryKind, text, line, runs });
  }
  const inBranch = runs === 'always' ? 'conditionally' : runs;
  for (const field of branches[kind] ?? []) visitAll(fields[field], inBranch, found);
  if (kind === 'PLpgSQL_stmt_block') {
    visitAll(fields['body'], runs, found);
    visitAll(fields['exceptions'], runs, found);
  }
  if (kind === 'PLpgSQL_exception_block') visitAll(fields['exc_list'], runs, found);
}

function textOf(value: unknown): string | null {
  const expression = (value as { PLpgSQL_expr?: { query?: string } } | undefined)?.PLpgSQL_expr;
  return expression?.query ?? null;
}
