import { OverBudget } from './values.ts';

/** Upper limits of one reading; a real schema of 132 tables takes some 12,000 steps. */
export const limits = {
  steps: 1_000_000,
  /** Calls of Drizzle, each of which costs as much as many steps and makes an object that is kept. */
  builders: 100_000,
  /** Calls within calls. */
  depth: 200,
  /** Characters of all strings, and elements of all lists, that are made. */
  characters: 20_000_000,
  elements: 1_000_000,
  files: 3_000,
  /** Characters of all files. */
  source: 30_000_000,
};

/** What a reading has used. Every method throws `OverBudget`. */
export interface Budget {
  /** One node is evaluated, or one element looked at. */
  step(count?: number): void;
  /** Drizzle is about to be called. */
  builder(): void;
  /** A string is about to be made. */
  characters(count: number): void;
  /** A list or an object is about to grow. */
  elements(count: number): void;
  file(length: number): void;
  /** Runs one call inside the present one. */
  nested<Result>(run: () => Result): Result;
}

export function createBudget(): Budget {
  const used = { steps: 0, builders: 0, characters: 0, elements: 0, files: 0, source: 0 };
  let depth = 0;

  function take(what: keyof typeof used, count: number): void {
    used[what] += count;
    if (!(used[what] <= limits[what])) throw new OverBudget(`more than ${limits[what]} ${what}`);
  }

  return {
    step: (count = 1) => take('steps', count),
    builder: () => take('builders', 1),
    characters: (count) => take('characters', count),
    elements: (count) => take('elements', count),
    file(length) {
      take('files', 1);
      take('source', length);
    },
    nested(run) {
      if (depth >= limits.depth) throw new OverBudget(`calls nested deeper than ${limits.depth}`);
      depth += 1;
      try {
        return run();
      } finally {
        depth -= 1;
      }
    },
  };
}
