import { type Content, journalName, type Side } from './folder.ts';
import type { RepairInput } from './input.ts';
import { isConflicted } from './split-folder.ts';

/** Files of base that the work tree lacks since base added them, or holds in a version of another side. */
export function restoredFrom(
  {
    base,
    sides,
    workTree,
    unmerged,
  }: Pick<RepairInput, 'base' | 'sides' | 'workTree' | 'unmerged'>,
  ownNames: readonly string[],
): Map<string, Content> {
  const mixed = new Set([...unmerged, ...ownNames]);
  const restored = new Map<string, Content>();
  for (const [name, file] of base) {
    const here = workTree.get(name);
    if (name === journalName || here?.id === file.id) continue;
    const isBehind = sides.some(({ ancestor }) => ancestor.get(name)?.id === here?.id);
    const isMixed = here !== undefined && (mixed.has(name) || isConflicted(here));
    if (isBehind ? here !== undefined || isNew(name, sides) : isMixed) {
      restored.set(name, file.content);
    }
  }
  return restored;
}

function isNew(name: string, sides: readonly Side[]): boolean {
  return !sides.some(({ ancestor }) => ancestor.has(name));
}
