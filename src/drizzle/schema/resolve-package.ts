const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];

/** Endings that a bundler takes for what is written with another one. */
const sources: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.d\.([cm]?)ts$/, ['.$1ts', '.tsx']],
  [/\.jsx?$/, ['.ts', '.tsx']],
  [/\.mjs$/, ['.mts', '.ts']],
  [/\.cjs$/, ['.cts', '.ts']],
];

/** The files that a path may mean, the likeliest first: itself, its source, with an ending, an index. */
export function candidatesOf(base: string): string[] {
  const isFile = /\.(?:[cm]?[jt]sx?|json)$/.test(base) && !/\.d\.[cm]?ts$/.test(base);
  const renamed = sources.flatMap(([ending, others]) =>
    ending.test(base) ? others.map((each) => base.replace(ending, each)) : [],
  );
  return [
    ...(isFile ? [base] : []),
    ...renamed,
    ...extensions.map((each) => base + each),
    ...extensions.map((each) => (base === '' ? `index${each}` : `${base}/index${each}`)),
  ];
}

/** A specifier of a package: its name, and `.` or the path below it. */
export function splitSpecifier(specifier: string): { name: string; subpath: string } {
  const parts = specifier.split('/');
  const count = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(count).join('/');
  return { name: parts.slice(0, count).join('/'), subpath: rest === '' ? '.' : rest };
}

const deepest = 10;

/**
 * The files that `exports` or `imports` of a package gives for a path, of all conditions: which
 * one applies depends on the bundler, and only sources are in a repository.
 */
export function packageTargets(map: unknown, subpath: string): string[] {
  if (typeof map === 'string' || Array.isArray(map)) return subpath === '.' ? leaves(map) : [];
  if (typeof map !== 'object' || map === null) return [];
  const entries = Object.entries(map);
  if (!entries.some(([key]) => /^[.#]/.test(key))) return subpath === '.' ? leaves(map) : [];
  const wanted = subpath === '.' || subpath.startsWith('#') ? subpath : `./${subpath}`;
  const exact = entries.find(([key]) => key === wanted);
  if (exact) return leaves(exact[1]);
  return entries.flatMap(([key, target]) => {
    const [before = '', after] = key.split('*');
    const matches = after !== undefined && wanted.startsWith(before) && wanted.endsWith(after);
    if (!matches) return [];
    const rest = wanted.slice(before.length, wanted.length - after.length);
    return leaves(target).map((each) => each.replaceAll('*', () => rest));
  });
}

/** All texts inside the conditions of a target; those for types last, since types are no values. */
function leaves(target: unknown, depth = 0): string[] {
  if (typeof target === 'string') return [target];
  if (typeof target !== 'object' || target === null || depth > deepest) return [];
  const entries = Object.entries(target);
  const [types, others] = [entries.filter(isTypes), entries.filter((each) => !isTypes(each))];
  return [...others, ...types].flatMap(([, each]) => leaves(each, depth + 1));
}

function isTypes([condition]: [string, unknown]): boolean {
  return condition === 'types';
}
