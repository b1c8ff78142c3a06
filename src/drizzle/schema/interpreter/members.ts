import { isPlain, toKey } from './coerce.ts';
import { isDenied } from './names.ts';
import type { Run, Scope } from './scope.ts';
import { Builtin, HostModule, Namespace, Opaque, type Spot, Unresolved } from './values.ts';

/** The value of a property. What an object does not itself have is undefined or unknown. */
export function readMember(object: unknown, key: unknown, scope: Scope, spot: Spot): unknown {
  const { run } = scope;
  run.budget.step();
  if (object instanceof Opaque) return object;
  if (key instanceof Opaque) return key;
  if (object === null || object === undefined) {
    throw new Unresolved(`a property of ${String(object)}`, spot);
  }
  const name = toKey(key, run, spot);
  if (typeof object === 'string') return ofString(object, name);
  if (Array.isArray(object)) return ofArray(object, name);
  if (isPlain(object)) return ofPlain(object, name, spot);
  return ofMarker(object, name, run, spot) ?? ofHost(object, name, run, spot);
}

function ofString(text: string, name: string): unknown {
  if (name === 'length') return text.length;
  return /^\d+$/.test(name) ? text[Number(name)] : undefined;
}

function ofArray(list: readonly unknown[], name: string): unknown {
  if (name === 'length') return list.length;
  return /^\d+$/.test(name) ? list[Number(name)] : undefined;
}

/** Own properties only; a getter, which only objects of Drizzle's can have, is not run. */
function ofPlain(object: object, name: string, spot: Spot): unknown {
  const property = Object.getOwnPropertyDescriptor(object, name);
  if (!property) return undefined;
  if ('value' in property) return property.value as unknown;
  return new Opaque(`the getter ${name}`, spot);
}

function ofMarker(object: unknown, name: string, run: Run, spot: Spot): unknown {
  if (object instanceof Namespace) {
    const found = run.modules.readExport(object.path, name);
    return found ? found.value : new Opaque(`${name}, which ${object.path} does not export`, spot);
  }
  if (object instanceof HostModule) return fromHostModule(object, name, spot);
  if (object instanceof Builtin) {
    return object.members.get(name) ?? new Opaque(`${object.name}.${name}`, spot);
  }
  return undefined;
}

/** An export of one of Drizzle's modules; `default` of a CommonJS module is the module. */
export function fromHostModule(module: HostModule, name: string, spot: Spot | null): unknown {
  if (module.exports.has(name)) return module.exports.get(name);
  return new Opaque(`${name} of ${module.name}`, spot, true);
}

/** What may be read of Drizzle's own objects. */
function ofHost(object: unknown, name: string, run: Run, spot: Spot): unknown {
  if (typeof object === 'function') return ofFunction(object, name, run, spot);
  if (typeof object !== 'object' || object === null) return undefined;
  const kind = run.host.kindOf(object);
  if (!kind) return new Opaque(`a property of an unknown object: ${name}`, spot);
  if (kind.hasColumns) return column(object, name, run, spot);
  if (!kind.properties.has(name)) return new Opaque(`${name} of a ${kind.name}`, spot);
  return passFromHost(Reflect.get(object, name), run, spot);
}

/** The columns of a view or subquery stand behind a proxy of Drizzle's. */
function column(object: object, name: string, run: Run, spot: Spot): unknown {
  const value: unknown = Reflect.get(object, name);
  const kind = typeof value === 'object' && value !== null ? run.host.kindOf(value) : null;
  if (kind && /column|sql/.test(kind.name)) return value;
  return value === undefined ? undefined : new Opaque(`${name} of a table`, spot);
}

const ofEnum: ReadonlySet<string> = new Set(['enumName', 'enumValues', 'schema']);

function ofFunction(value: object, name: string, run: Run, spot: Spot): unknown {
  const { sql } = run.host.drizzle.orm;
  if (value === sql || (run.host.isEnum(value) && ofEnum.has(name))) {
    const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    return passFromHost(member, run, spot);
  }
  return new Opaque(`${name} of a function`, spot);
}

/** A value that Drizzle hands out; a function only when it is one that may be called. */
function passFromHost(value: unknown, run: Run, spot: Spot): unknown {
  if (typeof value !== 'function' || run.host.isCallable(value)) return value;
  return new Opaque('a function of Drizzle', spot);
}

/** The properties of a value in order, as `Object.entries` gives them; null where it has none to give. */
export function entriesOf(value: unknown, scope: Scope, spot: Spot): [string, unknown][] | null {
  const { run } = scope;
  if (value instanceof Namespace) {
    return run.modules.exportNames(value.path).flatMap((name) => {
      const found = run.modules.readExport(value.path, name);
      return found ? [[name, found.value] as [string, unknown]] : [];
    });
  }
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return null;
  const kind = run.host.kindOf(value);
  if (kind ? !kind.hasColumns : !isPlain(value) && !Array.isArray(value)) return null;
  const entries: [string, unknown][] = [];
  for (const name of Object.keys(value)) {
    run.budget.step();
    if (isDenied(name)) continue;
    const item = kind ? column(value, name, run, spot) : ofPlain(value, name, spot);
    if (kind && item instanceof Opaque) continue;
    entries.push([name, item]);
  }
  return entries;
}

/** Makes an object that the files may change. */
export function makeObject(entries: Iterable<readonly [string, unknown]>, run: Run): object {
  const object = {};
  for (const [name, value] of entries) define(object, name, value, run);
  run.made.add(object);
  return object;
}

/** Sets a property without running a setter. */
export function define(object: object, name: string, value: unknown, run: Run): void {
  run.budget.elements(1);
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** Makes a list that the files may change. */
export function makeList(items: Iterable<unknown>, run: Run): unknown[] {
  const list: unknown[] = [];
  for (const item of items) {
    run.budget.elements(1);
    list.push(item);
  }
  run.made.add(list);
  return list;
}
