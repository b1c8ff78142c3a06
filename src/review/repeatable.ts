import { earlier } from './around.ts';
import type { StatementVisit } from './check.ts';
import { effectsOf } from './effects.ts';
import { alterCommands, as } from './nodes.ts';
import { written } from './written.ts';

/** Whether a statement that has run already does nothing when it runs again, and does not fail. */
export function isRepeatable(visit: StatementVisit): boolean {
  const { statement } = visit;
  const [effect] = effectsOf({ statements: [statement], problems: [], comments: [] });
  if (!effect || effect.isRepeatable) return true;
  const added = alterCommands(statement.node, 'AT_AddConstraint');
  const commands = as(statement.node, 'AlterTableStmt')?.cmds?.length ?? 0;
  return added.length > 0 && added.length === commands && added.every(isDroppedBefore);

  function isDroppedBefore({ table, command }: (typeof added)[number]): boolean {
    const name = as(command.def, 'Constraint')?.conname;
    return earlier(visit).some(({ statement: { node } }) =>
      alterCommands(node, 'AT_DropConstraint').some(
        ({ table: other, command: drop }) =>
          drop.missing_ok === true && drop.name === name && written(other) === written(table),
      ),
    );
  }
}
