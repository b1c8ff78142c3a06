import { text } from 'node:stream/consumers';
import { registry } from '../../checks/index.ts';
import { renderDiagnosis } from '../report/diagnosis.ts';
import { diagnoseChange } from '../review/diagnose-change.ts';
import { everythingOf } from '../review/everything.ts';
import { createParser } from '../sql/parser.ts';
import { openGitChange } from '../source/git.ts';
import { settingsOfChange } from './change-settings.ts';
import { parseOptions } from './options.ts';
import { sayMarkdown } from './say-markdown.ts';
import { UsageError } from './usage-error.ts';

const help = `Says what an error of a migration means, what in the repository's history causes it, and what to do.

Usage: db-review diagnose [options] ERROR…
       some-migrator 2>&1 | db-review diagnose -

  --repo DIR                  work tree or bare repository (.)
  --head REV                  the history that was deployed (HEAD)
`;

const options = {
  repo: { type: 'string', default: '.' },
  head: { type: 'string', default: 'HEAD' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `db-review diagnose`: gives the exit code, 1 for an error that is not known. */
export async function diagnose(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions('diagnose', {
    args,
    options,
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const isPiped = positionals.length === 1 && positionals[0] === '-';
  const said = isPiped ? await text(process.stdin) : positionals.join(' ');
  if (said.trim() === '') throw new UsageError('no error given. See db-review diagnose --help');

  const { parse } = createParser();
  const change = await openGitChange({ ...values, base: values.head });
  try {
    const settings = await settingsOfChange(change, { format: 'text' });
    const whole = await everythingOf(change);
    const diagnosis = await diagnoseChange(said, whole, settings, { checks: registry, parse });
    sayMarkdown(renderDiagnosis(diagnosis));
    return diagnosis ? 0 : 1;
  } finally {
    await change.close();
  }
}
