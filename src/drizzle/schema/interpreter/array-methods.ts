import { callValue } from './call.ts';
import { truth } from './truth.ts';
import { toNumber, toText } from './coerce.ts';
import { makeList } from './members.ts';
import type { Scope } from './scope.ts';
import { Opaque, type Spot, Unresolved } from './values.ts';

type Method = (self: unknown[], args: readonly unknown[], scope: Scope, spot: Spot) => unknown;

/** Methods of lists. Those that change a list change only what the files made. */
export const arrayMethods: Readonly<Record<string, Method>> = {
  map: (self, [act], scope, spot) =>
    makeList(
      self.map((item, index) => callValue(act, [item, index, self], scope, spot)),
      scope.run,
    ),
  flatMap: (self, [act], scope, spot) =>
    makeList(
      flatten(self.map((item, index) => callValue(act, [item, index, self], scope, spot))),
      scope.run,
    ),
  filter: (self, args, scope, spot) => makeList(self.filter(test(args, scope, spot)), scope.run),
  find: (self, args, scope, spot) => self.find(test(args, scope, spot)),
  findIndex: (self, args, scope, spot) => self.findIndex(test(args, scope, spot)),
  some: (self, args, scope, spot) => self.some(test(args, scope, spot)),
  every: (self, args, scope, spot) => self.every(test(args, scope, spot)),
  forEach(self, [act], scope, spot) {
    self.forEach((item, index) => callValue(act, [item, index, self], scope, spot));
  },
  reduce(self, args, scope, spot) {
    const [act] = args;
    const rest = args.length > 1 ? self : self.slice(1);
    if (args.length < 2 && self.length === 0) throw new Unresolved('reduce of an empty list', spot);
    return rest.reduce<unknown>(
      (sum, item, index) => callValue(act, [sum, item, index, self], scope, spot),
      args.length > 1 ? args[1] : self[0],
    );
  },
  join(self, [separator = ','], scope, spot) {
    const parts = self.map((each) => (each === null || each === undefined ? '' : each));
    const unknown = parts.find((each) => each instanceof Opaque);
    if (unknown) return unknown;
    const between = toText(separator, scope.run, spot);
    scope.run.budget.characters(between.length * parts.length);
    return parts.map((each) => toText(each, scope.run, spot)).join(between);
  },
  includes: (self, [item], scope) => looked(self, scope).includes(item),
  indexOf: (self, [item], scope) => looked(self, scope).indexOf(item),
  slice: (self, [from = 0, to = self.length], scope, spot) =>
    makeList(self.slice(toNumber(from, spot), toNumber(to, spot)), scope.run),
  concat: (self, args, scope) => makeList(flatten([self, ...args]), scope.run),
  at: (self, [index], _, spot) => self.at(toNumber(index, spot)),
  flat: (self, _, scope) => makeList(flatten(self), scope.run),
  toReversed: (self, _, scope) => makeList(self.toReversed(), scope.run),
  keys: (self, _, scope) => makeList(self.keys(), scope.run),
  values: (self, _, scope) => makeList(self, scope.run),
  entries: (self, _, scope) =>
    makeList(
      self.map((item, index) => makeList([index, item], scope.run)),
      scope.run,
    ),
  push(self, items, scope, spot) {
    if (!scope.run.made.has(self)) throw new Unresolved('a list of Drizzle is changed', spot);
    scope.run.budget.elements(items.length);
    return self.push(...items);
  },
};

/** One level of lists, item by item, so that a list that gets too long is stopped while it grows. */
function* flatten(items: readonly unknown[]): Generator<unknown> {
  for (const item of items) {
    if (Array.isArray(item)) yield* item as unknown[];
    else yield item;
  }
}

function test(args: readonly unknown[], scope: Scope, spot: Spot) {
  return (item: unknown, index: number, self: unknown[]): boolean =>
    truth(callValue(args[0], [item, index, self], scope, spot), spot);
}

function looked(list: unknown[], { run }: Scope): unknown[] {
  run.budget.step(list.length);
  return list;
}
