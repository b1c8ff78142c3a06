import type { A_Expr, BoolExpr, FuncCall, Node } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';

/** What a condition gives for a row of which some columns are known to be NULL. */
export type Truth = 'true' | 'false' | 'null' | 'unknown';

/** Functions that give NULL for a NULL, and that conditions of tables use. */
const strict: ReadonlySet<string> = new Set(
  (
    'abs array_length btrim cardinality char_length character_length jsonb_array_length ' +
    'jsonb_typeof length lower octet_length round trim upper'
  ).split(' '),
);

/** Expressions with an operator that give NULL where the left side is NULL. */
const strictKinds: ReadonlySet<string> = new Set([
  'AEXPR_OP',
  'AEXPR_IN',
  'AEXPR_LIKE',
  'AEXPR_ILIKE',
  'AEXPR_SIMILAR',
  'AEXPR_BETWEEN',
  'AEXPR_NOT_BETWEEN',
  'AEXPR_OP_ANY',
  'AEXPR_OP_ALL',
]);

/**
 * Evaluates the condition of a CHECK for rows in which the columns `empty` are NULL, whatever the
 * others hold. A row passes a CHECK unless the condition is false.
 */
export function truthWithNulls(condition: Node | undefined, empty: ReadonlySet<string>): Truth {
  const truth = (node: Node | undefined): Truth => truthWithNulls(node, empty);
  if (!condition) return 'unknown';
  if ('ColumnRef' in condition) {
    return empty.has(stringsOf(condition.ColumnRef.fields).at(-1) ?? '') ? 'null' : 'unknown';
  }
  if ('A_Const' in condition) return constantOf(condition.A_Const);
  if ('NullTest' in condition) {
    const { arg, nulltesttype } = condition.NullTest;
    if (truth(arg) !== 'null') return 'unknown';
    return nulltesttype === 'IS_NULL' ? 'true' : 'false';
  }
  if ('BoolExpr' in condition) return combined(condition.BoolExpr, truth);
  if ('TypeCast' in condition) return nullOr(truth(condition.TypeCast.arg));
  if ('FuncCall' in condition) return called(condition.FuncCall, truth);
  return 'A_Expr' in condition ? compared(condition.A_Expr, truth) : 'unknown';
}

function constantOf({
  isnull,
  boolval,
}: {
  isnull?: boolean;
  boolval?: { boolval?: boolean };
}): Truth {
  if (isnull) return 'null';
  if (!boolval) return 'unknown';
  return boolval.boolval ? 'true' : 'false';
}

function called({ funcname, args = [] }: FuncCall, truth: (node: Node) => Truth): Truth {
  const isStrict = strict.has(stringsOf(funcname).at(-1) ?? '');
  return isStrict && args.some((each) => truth(each) === 'null') ? 'null' : 'unknown';
}

function nullOr(truth: Truth): Truth {
  return truth === 'null' ? 'null' : 'unknown';
}

/** SQL's logic of three values, with a fourth for what is not known. */
function combined({ boolop, args = [] }: BoolExpr, truth: (node: Node) => Truth): Truth {
  const truths = args.map(truth);
  if (boolop === 'NOT_EXPR') return negated(truths[0] ?? 'unknown');
  const [decides, neutral] =
    boolop === 'OR_EXPR' ? (['true', 'false'] as const) : (['false', 'true'] as const);
  if (truths.includes(decides)) return decides;
  if (truths.every((each) => each === neutral)) return neutral;
  return truths.includes('unknown') ? 'unknown' : 'null';
}

function negated(truth: Truth): Truth {
  if (truth === 'true') return 'false';
  return truth === 'false' ? 'true' : truth;
}

function compared({ kind, name, lexpr, rexpr }: A_Expr, truth: (node?: Node) => Truth): Truth {
  const left = truth(lexpr);
  const right = Array.isArray(rexpr) ? 'unknown' : truth(rexpr);
  if (!strictKinds.has(kind ?? '')) return 'unknown';
  if (left === 'null' || (kind === 'AEXPR_OP' && right === 'null')) return 'null';
  const operator = stringsOf(name).at(-1);
  if (kind !== 'AEXPR_OP' || left === 'unknown' || right === 'unknown') return 'unknown';
  if (operator === '=') return left === right ? 'true' : 'false';
  return operator === '<>' ? (left === right ? 'false' : 'true') : 'unknown';
}
