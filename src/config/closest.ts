import { diff } from 'node:util';

/**
 * The names that a misspelt one may have meant, the likeliest first, at most three: those that hold
 * it as a part, and those with few characters added or missing.
 */
export function closest(name: string, known: Iterable<string>): string[] {
  const tolerated = Math.max(2, Math.ceil(name.length * 0.4));
  const candidates = [...known]
    .map((candidate) => ({ candidate, distance: distanceOf(name, candidate) }))
    .filter(({ distance }) => distance <= tolerated)
    .sort((one, other) => one.distance - other.distance);
  const nearest = candidates[0]?.distance ?? 0;
  return candidates
    .filter(({ distance }) => distance <= nearest + 1)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Characters to add or to remove; a part that was left out whole counts as one. */
function distanceOf(name: string, candidate: string): number {
  if (name.length > 2 && candidate.includes(name)) return 1;
  const least = Math.abs(name.length - candidate.length);
  // Comparing takes the square of the difference, and a name can be as long as its file.
  if (least > candidate.length) return least;
  return diff(name, candidate).filter(([operation]) => operation !== 0).length;
}
