import { freshIn, lostBy } from '../report/rollback-view.ts';
import { complain } from './complain.ts';
import { changeOptions, changeOptionsHelp } from './change-options.ts';
import { parseOptions, reviewOptions, reviewOptionsHelp } from './options.ts';
import { reviewChangeOf } from './review-change.ts';
import { say } from './say.ts';

const help = `Prints the SQL that leads back from a change, when it was run here and led to exactly the schema before.

Usage: db-review rollback [options]

${changeOptionsHelp}${reviewOptionsHelp}
Exit code 1: there is no proven way back.
`;

const options = { ...reviewOptions, ...changeOptions } as const;

/** `db-review rollback`: gives the exit code. */
export async function rollback(args: string[]): Promise<number> {
  const { values } = parseOptions('rollback', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  return reviewChangeOf(values, async ({ review: { replay, changes } }) => {
    const way = replay?.rollback;
    if (!replay || !way || replay.statements.length === 0) {
      complain('no way back was tried: nothing that is pending was run');
      return 1;
    }
    if (!way.works) {
      complain(`no way back is offered; the reversed change was tried: ${way.because}`);
      return 1;
    }
    const [lost, fresh] = [lostBy(changes), freshIn(changes)];
    if (lost !== null) complain(`it does not bring back what the change takes away in ${lost}`);
    if (fresh !== null) complain(`it deletes what was written since to ${fresh}`);
    say(way.sql.map((each) => each.trim()).join('\n'));
    return 0;
  });
}
