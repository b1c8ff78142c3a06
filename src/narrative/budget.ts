import type { Usage } from './model.ts';

/** What an installation may spend in a calendar month (UTC). */
export interface Budget {
  readonly tokens: number;
  /** In US dollars; null where no price is configured. */
  readonly dollars: number | null;
  /** US dollars for a million tokens of input and of output. */
  readonly price: { readonly input: number; readonly output: number };
}

export interface Spent {
  readonly tokens: number;
  readonly dollars: number;
}

/** Where it is kept what was spent, and what models have said. */
export interface Ledger {
  /** @param month `2031-05` */
  spent(installation: number, month: string): Promise<Spent>;
  add(installation: number, month: string, spent: Spent): Promise<void>;
  /** An answer that was kept under this key; null where there is none. */
  recall(key: string): Promise<string | null>;
  keep(key: string, answer: string): Promise<void>;
}

/** `2031-05`, in UTC. */
export function monthOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 7);
}

export function costOf({ input, output }: Usage, { price }: Budget): Spent {
  const dollars = (input * price.input + output * price.output) / 1_000_000;
  return { tokens: input + output, dollars };
}

/** Whether a call that costs at most this still fits. */
export function fits(spent: Spent, next: Spent, { tokens, dollars }: Budget): boolean {
  if (spent.tokens + next.tokens > tokens) return false;
  return dollars === null || spent.dollars + next.dollars <= dollars;
}

/** The most answers that one process keeps. */
const mostKept = 500;

/** A ledger that ends with the process. */
export function createMemoryLedger(): Ledger {
  const accounts = new Map<string, Spent>();
  const answers = new Map<string, string>();
  const none: Spent = { tokens: 0, dollars: 0 };
  const read = (installation: number, month: string) =>
    accounts.get(`${installation} ${month}`) ?? none;
  return {
    spent: (installation, month) => Promise.resolve(read(installation, month)),
    add(installation, month, { tokens, dollars }) {
      const before = read(installation, month);
      accounts.set(`${installation} ${month}`, {
        tokens: before.tokens + tokens,
        dollars: before.dollars + dollars,
      });
      return Promise.resolve();
    },
    recall: (key) => Promise.resolve(answers.get(key) ?? null),
    keep(key, answer) {
      answers.set(key, answer);
      const [oldest] = answers.keys();
      if (answers.size > mostKept && oldest !== undefined) answers.delete(oldest);
      return Promise.resolve();
    },
  };
}
