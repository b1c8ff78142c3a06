/** A version as far as drizzle's releases need it: numbers, and the kind and number of a prerelease. */
type Version = readonly [major: number, minor: number, patch: number, stage: number, pre: number];

const stages = ['alpha', 'beta', 'rc'];

/** Prereleases may end in a commit: `1.0.0-beta.14-a36c63d`. Null for a text that is no version. */
function parse(text: string): Version | null {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([a-z]+)\.?(\d*))?/.exec(text);
  if (!match) return null;
  const [, major, minor, patch, stage, number] = match;
  const rank = stage === undefined ? stages.length : stages.indexOf(stage);
  return [Number(major), Number(minor), Number(patch), rank, Number(number ?? 0)];
}

/** Whether one version comes before another; false where one of them is none. */
export function isBefore(one: string, other: string): boolean {
  const [left, right] = [parse(one), parse(other)];
  if (!left || !right) return false;
  const index = left.findIndex((part, place) => part !== right[place]);
  return index >= 0 && left[index]! < right[index]!;
}
