import { callValue } from './call.ts';
import { isPlain, toKey, toNumber, toText } from './coerce.ts';
import { define, entriesOf, makeList, makeObject } from './members.ts';
import type { Run, Scope } from './scope.ts';
import { Builtin, type Call, Opaque, type Spot, Unresolved } from './values.ts';

/** The globals of JavaScript that schema files may use; each is made anew for a reading. */
export function createGlobals(run: Run, scopeOf: (spot: Spot) => Scope): Map<string, unknown> {
  const unary = (name: string, act: (value: unknown, spot: Spot) => unknown): Builtin =>
    new Builtin(name, ([value], spot) => (value instanceof Opaque ? value : act(value, spot)));

  function entries(value: unknown, spot: Spot): [string, unknown][] {
    const found = entriesOf(value, scopeOf(spot), spot);
    if (!found) throw new Unresolved('the properties of this are not known', spot);
    return found;
  }

  const ofObject = members({
    keys: unary('Object.keys', (value, spot) => list(entries(value, spot).map(([key]) => key))),
    values: unary('Object.values', (value, spot) => list(entries(value, spot).map(([, v]) => v))),
    entries: unary('Object.entries', (value, spot) => list(entries(value, spot).map(list))),
    fromEntries: unary('Object.fromEntries', (value, spot) =>
      makeObject(
        itemsOf(value, spot).map((each): [string, unknown] => {
          const [key, item] = itemsOf(each, spot);
          return [toKey(key, run, spot), item];
        }),
        run,
      ),
    ),
    freeze: unary('Object.freeze', (value) => value),
    assign: new Builtin('Object.assign', (args, spot) => assign(args, spot)),
  });

  function assign([target, ...sources]: readonly unknown[], spot: Spot): unknown {
    if (target instanceof Opaque) return target;
    const set = setterOf(target, spot);
    for (const source of sources) {
      if (source instanceof Opaque) throw new Unresolved(source.why, source.spot);
      for (const [key, value] of entries(source, spot)) set(key, value);
    }
    return target;
  }

  /** What the files put on a column's builder is kept beside it. */
  function setterOf(target: unknown, spot: Spot): (key: string, value: unknown) => void {
    if (isPlain(target) && run.made.has(target)) {
      return (key, value) => define(target, key, value, run);
    }
    const isObject = typeof target === 'object' && target !== null;
    if (!isObject || run.host.kindOf(target)?.name !== 'column builder') {
      throw new Unresolved('an object that is not of the files is changed', spot);
    }
    const added = run.additions.get(target) ?? new Map<string, unknown>();
    run.additions.set(target, added);
    return (key, value) => {
      run.budget.elements(1);
      added.set(key, value);
    };
  }

  function list(items: Iterable<unknown>): unknown[] {
    return makeList(items, run);
  }

  const ofArray = members({
    isArray: unary('Array.isArray', (value) => Array.isArray(value)),
    of: new Builtin('Array.of', (args) => list(args)),
    from: new Builtin('Array.from', ([source, act], spot) => {
      if (source instanceof Opaque) return source;
      const items = typeof source === 'string' ? [...source] : lengthOrItems(source, spot);
      if (act === undefined) return list(items);
      return list(items.map((item, index) => callValue(act, [item, index], scopeOf(spot), spot)));
    }),
  });

  function lengthOrItems(source: unknown, spot: Spot): unknown[] {
    if (!isPlain(source)) return itemsOf(source, spot);
    const length = toNumber(source.length ?? 0, spot);
    run.budget.elements(length);
    return Array.from({ length }, () => undefined);
  }

  const date = new Builtin(
    'Date',
    null,
    members({ UTC: numeric('Date.UTC', (...args) => Reflect.apply(Date.UTC, Date, args)) }),
  );

  return new Map<string, unknown>([
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['Object', new Builtin('Object', null, ofObject)],
    ['Array', new Builtin('Array', null, ofArray)],
    ['Date', date],
    ['Math', new Builtin('Math', null, mathMembers())],
    ['JSON', new Builtin('JSON', null, members({ stringify: unary('JSON.stringify', stringify) }))],
    ['String', unary('String', (value, spot) => toText(value, run, spot))],
    ['Number', unary('Number', toNumber)],
    ['Boolean', unary('Boolean', (value) => Boolean(value))],
    ['BigInt', unary('BigInt', toBigInt)],
    ['parseInt', numeric('parseInt', (value = NaN) => Math.trunc(value))],
    ['parseFloat', numeric('parseFloat', (value = NaN) => value)],
  ]);

  function stringify(value: unknown, spot: Spot): string {
    const text = JSON.stringify(plainData(value, run, spot)) ?? 'undefined';
    run.budget.characters(text.length);
    return text;
  }
}

function itemsOf(value: unknown, spot: Spot): unknown[] {
  if (value instanceof Opaque) throw new Unresolved(value.why, value.spot ?? spot);
  if (Array.isArray(value)) return value as unknown[];
  throw new Unresolved('what is taken as a list is none', spot);
}

function toBigInt(value: unknown, spot: Spot): bigint {
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
  if (isWhole || (typeof value === 'string' && /^-?\d{1,100}$/.test(value))) return BigInt(value);
  throw new Unresolved('a BigInt of something else than a whole number', spot);
}

function numeric(name: string, act: (...args: number[]) => number): Builtin {
  const call: Call = (args, spot) => {
    const unknown = args.find((each) => each instanceof Opaque);
    return unknown ?? act(...args.slice(0, 7).map((each) => toNumber(each, spot)));
  };
  return new Builtin(name, call);
}

function mathMembers(): Map<string, unknown> {
  const names = ['min', 'max', 'floor', 'ceil', 'round', 'abs', 'pow', 'trunc', 'sign'] as const;
  const functions = names.map((name): [string, unknown] => [
    name,
    numeric(`Math.${name}`, (...args) => Reflect.apply(Math[name], Math, args)),
  ]);
  return new Map([...functions, ['PI', Math.PI]]);
}

function members(of: Record<string, unknown>): Map<string, unknown> {
  return new Map(Object.entries(of));
}

const deepest = 50;

/** A copy of data that holds nothing but lists, plain objects and known values. */
function plainData(value: unknown, run: Run, spot: Spot, depth = 0): unknown {
  run.budget.step();
  if (depth > deepest) throw new Unresolved('a value that nests too deeply', spot);
  if (Array.isArray(value)) return value.map((each) => plainData(each, run, spot, depth + 1));
  if (isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, plainData(each, run, spot, depth + 1)]),
    );
  }
  if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) {
    return value;
  }
  throw new Unresolved('JSON of something that is not data', spot);
}
