import { toNumber, toText } from './coerce.ts';
import { makeList } from './members.ts';
import type { Scope } from './scope.ts';
import { Opaque, type Spot, Unresolved } from './values.ts';

type Method<Self> = (self: Self, args: readonly unknown[], scope: Scope, spot: Spot) => unknown;

/**
 * Methods of strings. Arguments must be known; a regular expression never is, since matching one
 * can take for ever. Sizes are checked before anything is made.
 */
export const stringMethods: Readonly<Record<string, Method<string>>> = {
  toUpperCase: (self, _, scope) => made(self.toUpperCase(), scope),
  toLowerCase: (self, _, scope) => made(self.toLowerCase(), scope),
  trim: (self) => self.trim(),
  trimStart: (self) => self.trimStart(),
  trimEnd: (self) => self.trimEnd(),
  toString: (self: string) => self,
  valueOf: (self: string) => self,
  charAt: (self, args, _, spot) => self.charAt(toNumber(args[0], spot)),
  charCodeAt: (self, args, _, spot) => self.charCodeAt(toNumber(args[0], spot)),
  at: (self, args, _, spot) => self.at(toNumber(args[0], spot)),
  slice: (self, args, scope, spot) => made(self.slice(...range(args, spot)), scope),
  substring: (self, args, scope, spot) => made(self.substring(...range(args, spot)), scope),
  includes: withText((self, text) => self.includes(text)),
  startsWith: withText((self, text) => self.startsWith(text)),
  endsWith: withText((self, text) => self.endsWith(text)),
  indexOf: withText((self, text) => self.indexOf(text)),
  lastIndexOf: withText((self, text) => self.lastIndexOf(text)),
  split: withText((self, text, scope) => {
    scope.run.budget.elements(self.length / Math.max(1, text.length));
    return makeList(self.split(text), scope.run);
  }),
  concat: (self, args, scope, spot) =>
    args.reduce<string>((text, each) => text + toText(each, scope.run, spot), self),
  repeat(self, args, scope, spot) {
    const count = toNumber(args[0], spot);
    if (!(count >= 0)) throw new Unresolved('a negative number of repetitions', spot);
    scope.run.budget.characters(self.length * count);
    return self.repeat(count);
  },
  padStart: pad((self, length, fill) => self.padStart(length, fill)),
  padEnd: pad((self, length, fill) => self.padEnd(length, fill)),
  replace: replace((self, from, to) => self.replace(from, () => to)),
  replaceAll: replace((self, from, to) => self.replaceAll(from, () => to)),
};

function made(text: string, { run }: Scope): string {
  run.budget.characters(text.length);
  return text;
}

function range([from = 0, to]: readonly unknown[], spot: Spot): [number, number | undefined] {
  return [toNumber(from, spot), to === undefined ? undefined : toNumber(to, spot)];
}

function withText(act: (self: string, text: string, scope: Scope) => unknown): Method<string> {
  return (self, args, scope, spot) => {
    if (args[0] instanceof Opaque) return args[0];
    scope.run.budget.step(1 + self.length / 100);
    return act(self, toText(args[0], scope.run, spot), scope);
  };
}

function pad(act: (self: string, length: number, fill: string) => string): Method<string> {
  return (self, args, scope, spot) => {
    const length = toNumber(args[0], spot);
    scope.run.budget.characters(length > 0 ? length : 0);
    return act(self, length, toText(args[1] ?? ' ', scope.run, spot));
  };
}

function replace(act: (self: string, from: string, to: string) => string): Method<string> {
  return (self, args, scope, spot) => {
    const [from, to] = args;
    if (from instanceof Opaque) return from;
    if (typeof from !== 'string' || typeof to !== 'string') {
      return new Opaque('a replacement by a function', spot);
    }
    const most = from === '' ? self.length + 1 : Math.floor(self.length / from.length);
    scope.run.budget.characters(self.length + most * to.length);
    return act(self, from, to);
  };
}
