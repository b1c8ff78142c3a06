import type { PackageScripts } from './package-scripts.ts';

/** A place in a shell text that runs drizzle-kit or a migrator, by itself or by way of a script. */
export interface Invocation {
  readonly does: 'push' | 'generate' | 'migrate';
  readonly isForced: boolean;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** What a script does in the end. */
export type Called = Pick<Invocation, 'does' | 'isForced'>;

/** One command of a shell text, also as a list of words in JSON. */
const command = /[^\n;&|]+/g;
const direct = /\bdrizzle-kit(?:@[^\s"',]+)?["',\s]+(push|generate|migrate)\b/;
const manager = /\b(?:npm|pnpm|yarn|bun|turbo)\b/;
/** Words after which a package manager runs no script: `bun build FILE` bundles a file. */
const ownWork: ReadonlySet<string> = new Set(['exec', 'dlx', 'x', 'install', 'add', 'publish']);
const runner = /\b(?:node|tsx|ts-node|bun(?! build)|deno)\b[^\n]*\bmigrat\w*[\w./-]*\.[cm]?[jt]s\b/;

/** Words of a comment, or that are only printed. */
const said = /^\s*(?:#|-\s*#)|\b(?:echo|printf)\b/;

/** A database that is there for tests, or on the machine itself. */
const ofTests = /localhost|127\.0\.0\.1|\btests?\b/i;

/** What a shell text runs, in its order. */
export function invocationsIn(text: string, scripts: PackageScripts): Invocation[] {
  return [...text.matchAll(command)].flatMap((match) => {
    const [words] = match;
    if (said.test(lineUpTo(text, match.index)) || said.test(words) || ofTests.test(words))
      return [];
    const blanks = words.length - words.trimStart().length;
    const start = match.index + blanks;
    const place = { start, end: start + words.trim().length };
    const isForced = /\s--force\b/.test(words);
    const own = direct.exec(words)?.[1] as Invocation['does'] | undefined;
    if (own !== undefined) return [{ does: own, isForced, ...place }];
    const called = manager.test(words) ? calledBy(words, scripts) : [];
    const runs: Invocation['does'][] = runner.test(words) ? ['migrate'] : [];
    return [
      ...called.map((each) => ({ does: each.does, isForced: isForced || each.isForced, ...place })),
      ...runs.map((does) => ({ does, isForced, ...place })),
    ];
  });
}

/** What the first script does that the words name; other programs, and the manager's own work, are none. */
function calledBy(words: string, scripts: PackageScripts): readonly Called[] {
  const [, ...names] = words.slice(words.search(manager)).split(/[\s"',[\]]+/);
  if (names.some((each) => ownWork.has(each))) return [];
  const name = names.find((each) => scripts.has(each));
  return (name !== undefined && scripts.get(name)) || [];
}

function lineUpTo(text: string, index: number): string {
  return text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
}
