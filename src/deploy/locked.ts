import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';

/** A version of a package that a lock file pins, and where. */
export interface LockedVersion {
  readonly version: string;
  readonly range: Range;
}

/** How each lock file names the pinned version of a package, whose name takes the place of `NAME`. */
const forms: Readonly<Record<string, readonly string[]>> = {
  // Version 1 has `dependencies` by name, later ones `packages` by folder.
  'package-lock.json': [
    '"(?:[^"\\n]*/)?node_modules/NAME":\\s*\\{[^{}]*?"version":\\s*"([^"\\n]+)"',
    '\\n\\s+"NAME":\\s*\\{\\s*"version":\\s*"([^"\\n]+)"',
  ],
  // `/name/1.2.3_peers`, `/name@1.2.3(peers)` and `name@1.2.3` by age.
  'pnpm-lock.yaml': ['\\n {2}[\'"]?/?NAME[@/](\\d[^\\s(_:\'"]*)'],
  // The classic form writes `version "1.2.3"`, berry `version: 1.2.3`.
  'yarn.lock': ['\\n"?NAME@[^\\n]*:\\r?\\n\\s+version:? "?([^"\\s]+)"?'],
  'bun.lock': ['\\n\\s+"[^"\\n]*":\\s*\\[\\s*"NAME@(\\d[^"\\n]*)"'],
};

/** The versions of a package that a lock file pins, each once, at the first place. */
export function lockedVersions(path: string, text: string, name: string): LockedVersion[] {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const patterns = forms[file === 'npm-shrinkwrap.json' ? 'package-lock.json' : file] ?? [];
  const found = new Map<string, [start: number, end: number]>();
  for (const pattern of patterns) {
    for (const match of text.matchAll(new RegExp(pattern.replaceAll('NAME', name), 'g'))) {
      const version = match[1] ?? '';
      const end = match.index + match[0].lastIndexOf(version) + version.length;
      if (!found.has(version)) found.set(version, [end - version.length, end]);
    }
  }
  const lines = linesOf(text);
  return [...found].map(([version, [start, end]]) => ({ version, range: lines.range(start, end) }));
}
