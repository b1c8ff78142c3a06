import { splitConflict } from './conflict-markers.ts';
import type { Folder, FolderFile } from './folder.ts';

/** Whether git left conflict markers in a file. */
export function isConflicted({ text }: FolderFile): boolean {
  return text !== null && splitConflict(text) !== null;
}

/** The folder as each side of its conflict markers has it; one folder where there are none. */
export function splitFolder(folder: Folder): Folder[] {
  if (![...folder.values()].some(isConflicted)) return [folder];
  return (['ours', 'theirs'] as const).map((side) => {
    const files = [...folder].map(([name, file]) => [name, sideOf(file, side)] as const);
    return new Map(files);
  });
}

function sideOf(file: FolderFile, side: 'ours' | 'theirs'): FolderFile {
  const text = file.text === null ? undefined : splitConflict(file.text)?.[side];
  if (text === undefined) return file;
  return { id: `${file.id} ${side}`, text, content: { kind: 'text', text } };
}
