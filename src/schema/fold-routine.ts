import type { CreateFunctionStmt, FunctionParameter, Node, ObjectWithArgs } from '@pgsql/types';
import { formatType } from '../sql/format-type.ts';
import { stringsOf } from '../sql/tree.ts';
import { dataTypeOf } from '../sql/type-name.ts';
import { createdName, pathOf } from './lookup.ts';
import { type QualifiedName, type Routine, type Schema, keyOf } from './model.ts';

/** Folds CREATE FUNCTION: an overload where the name exists with other arguments. */
export function createFunction(schema: Schema, create: CreateFunctionStmt): void {
  const name = createdName(schema, stringsOf(create.funcname));
  const known = schema.routines.get(keyOf(name));
  const signatures = new Set([...(known?.signatures ?? []), signatureOf(create.parameters)]);
  const routine: Routine = {
    name,
    signatures: [...signatures],
    volatility: volatilityOf(create),
    isNew: known?.isNew ?? true,
  };
  schema.routines.set(keyOf(name), routine);
}

/** A function by the parts of its name; undefined where the schema does not hold it. */
export function routineNamed(schema: Schema, parts: readonly string[]): Routine | undefined {
  const inside = parts.at(-2);
  for (const place of inside === undefined ? pathOf(schema) : [inside]) {
    const found = schema.routines.get(keyOf({ schema: place, name: parts.at(-1) ?? '' }));
    if (found) return found;
  }
  return undefined;
}

/** Drops a function: the overload with these arguments, or all where none are given. */
export function dropFunction(schema: Schema, { objname, ...object }: ObjectWithArgs): void {
  const routine = routineNamed(schema, stringsOf(objname));
  if (!routine) return;
  const dropped = object.args_unspecified ? null : signatureOf(object.objfuncargs);
  const signatures = routine.signatures.filter((each) => dropped !== null && each !== dropped);
  if (signatures.length === 0) schema.routines.delete(keyOf(routine.name));
  else schema.routines.set(keyOf(routine.name), { ...routine, signatures });
}

/** Renames or moves a function; triggers follow. */
export function moveRoutine(schema: Schema, routine: Routine, to: QualifiedName): void {
  const from = keyOf(routine.name);
  schema.routines.delete(from);
  schema.routines.set(keyOf(to), { ...routine, name: to });
  for (const relation of schema.relations.values()) {
    if (!relation.triggers.some(({ calls }) => keyOf(calls) === from)) continue;
    relation.triggers = relation.triggers.map((each) =>
      keyOf(each.calls) === from ? { ...each, calls: to } : each,
    );
  }
}

/** The types of the arguments that a call gives, as one text. */
export function signatureOf(parameters: readonly Node[] | undefined): string {
  return (parameters ?? [])
    .flatMap((each) => ('FunctionParameter' in each ? [each.FunctionParameter] : []))
    .filter(isInput)
    .map(({ argType }) => (argType ? formatType(dataTypeOf(argType)) : ''))
    .join(', ');
}

function isInput({ mode }: FunctionParameter): boolean {
  return mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE';
}

/** VOLATILE unless it is said. */
export function volatilityOf({ options }: CreateFunctionStmt): Routine['volatility'] {
  for (const option of options ?? []) {
    const { defname, arg } = 'DefElem' in option ? option.DefElem : {};
    if (defname === 'volatility' && arg && 'String' in arg) {
      return (arg.String.sval ?? 'volatile') as Routine['volatility'];
    }
  }
  return 'volatile';
}
