import { isPlain, passToHost, toNumber } from './coerce.ts';
import { arrayMethods } from './array-methods.ts';
import { runtimeMethods } from './host-kinds.ts';
import { readMember } from './members.ts';
import type { Scope } from './scope.ts';
import { stringMethods } from './string-methods.ts';
import { Builtin, Opaque, type Spot, Unresolved } from './values.ts';

/** Calls a value: a function of the files, one of JavaScript's reproduced here, or one of Drizzle's. */
export function callValue(
  callee: unknown,
  args: readonly unknown[],
  scope: Scope,
  spot: Spot,
): unknown {
  const { run } = scope;
  run.budget.step();
  if (callee instanceof Opaque) return callee;
  if (callee instanceof Builtin) {
    return callee.call ? callee.call(args, spot) : new Opaque(`a call of ${callee.name}`, spot);
  }
  const closure = typeof callee === 'function' ? run.closures.get(callee) : undefined;
  if (closure) return closure(args);
  if (!run.host.isCallable(callee)) throw new Unresolved('what is called is no function', spot);
  return callHost(callee, args, scope, spot);
}

/** Calls a method. */
export function callMethod(
  object: unknown,
  name: string,
  args: readonly unknown[],
  scope: Scope,
  spot: Spot,
): unknown {
  const { run } = scope;
  run.budget.step();
  if (typeof object === 'string' && Object.hasOwn(stringMethods, name)) {
    return stringMethods[name]?.(object, args, scope, spot);
  }
  if (Array.isArray(object) && Object.hasOwn(arrayMethods, name)) {
    return arrayMethods[name]?.(object, args, scope, spot);
  }
  if (isNumber(object)) return numberMethod(object, name, args, spot);
  if (isHostObject(object)) return callHostMethod(object, name, args, scope, spot);
  return callValue(readMember(object, name, scope, spot), args, scope, spot);
}

function callHostMethod(
  object: object,
  name: string,
  args: readonly unknown[],
  scope: Scope,
  spot: Spot,
): unknown {
  const { host, additions } = scope.run;
  const added = additions.get(object)?.get(name);
  if (added !== undefined) return callValue(added, args, scope, spot);
  const kind = host.kindOf(object);
  if (kind?.name === 'column builder' && runtimeMethods.has(name)) return object;
  if (!kind?.methods.has(name)) {
    return callValue(readMember(object, name, scope, spot), args, scope, spot);
  }
  const method: unknown = Reflect.get(object, name);
  if (typeof method !== 'function') {
    throw new Unresolved(`this ${kind.name} has no method ${name}`, spot);
  }
  return finish(
    () => Reflect.apply(method, object, known(args, scope, spot)) as unknown,
    scope,
    spot,
  );
}

function callHost(
  callee: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  scope: Scope,
  spot: Spot,
): unknown {
  if (callee === scope.run.host.drizzle.pg.customType) return customType(args, scope, spot);
  return finish(() => Reflect.apply(callee, undefined, known(args, scope, spot)), scope, spot);
}

function known(args: readonly unknown[], scope: Scope, spot: Spot): unknown[] {
  return args.map((each) => passToHost(each, scope.run, spot));
}

/** What a custom type does with values runs in the application; only its SQL type is of the schema. */
function customType(args: readonly unknown[], scope: Scope, spot: Spot): unknown {
  const { pg } = scope.run.host.drizzle;
  const dataType = readMember(args[0], 'dataType', scope, spot);
  passToHost(dataType, scope.run, spot);
  if (typeof dataType !== 'function' || !scope.run.closures.has(dataType)) {
    throw new Unresolved('a custom type without a function dataType', spot);
  }
  return finish(() => pg.customType({ dataType: dataType as () => string }), scope, spot);
}

/** Runs a function of Drizzle's, lets what it returns be used, and notes where that was made. */
function finish(run: () => unknown, scope: Scope, spot: Spot): unknown {
  scope.run.budget.builder();
  const result = scope.run.budget.nested(run);
  scope.run.host.allow(result);
  if (typeof result === 'function' || isHostObject(result)) scope.run.recorder.record(result, spot);
  return result;
}

function isHostObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isPlain(value) && !Array.isArray(value);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function numberMethod(
  value: number | bigint,
  name: string,
  args: readonly unknown[],
  spot: Spot,
): unknown {
  const [first = 0] = args;
  if (name === 'toString' && args.length === 0) return String(value);
  if (name === 'toFixed' && typeof value === 'number') return value.toFixed(toNumber(first, spot));
  return new Opaque(`${name} of a number`, spot);
}
