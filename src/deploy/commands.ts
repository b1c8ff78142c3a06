import { linesOf } from '../sql/lines.ts';
import type { Range } from '../sql/statement.ts';
import { blocksOf, type Block } from './blocks.ts';
import { type Invocation, invocationsIn } from './invocations.ts';
import type { PackageScripts } from './package-scripts.ts';
import { sideKindOf } from './side-file.ts';

/** A call of drizzle-kit, or of a migrator, in a file that builds, tests or deploys. */
export interface DeployCommand
  extends Pick<Invocation, 'does' | 'isForced'>, Pick<Block, 'run' | 'when' | 'isCompared'> {
  readonly path: string;
  readonly range: Range;
  /** The command as it is written. */
  readonly text: string;
}

/** The calls in a file, in its order. */
export function deployCommands(
  path: string,
  text: string,
  scripts: PackageScripts,
): DeployCommand[] {
  const kind = sideKindOf(path);
  if (!kind) return [];
  const lines = linesOf(text);
  return blocksOf(path, kind, text).flatMap(({ start, end, ...block }) =>
    invocationsIn(text.slice(start, end), scripts).map((each) => {
      const range = lines.range(start + each.start, start + each.end);
      const written = text.slice(range.start.offset, range.end.offset).replace(/\s+/g, ' ');
      const { does, isForced } = each;
      return { ...block, does, isForced, path, range, text: written };
    }),
  );
}
