import { closest } from '../config/closest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { UsageError } from './usage-error.ts';

const help = `Reviews changes of a PostgreSQL database that is managed with Drizzle ORM.

Usage: db-review <command> [options]

  check              review a change in a git repository
  lint FILE…         review SQL files, in the order given, as one pending change
  pr OWNER/REPO#N    review a pull request on GitHub, and post the review if told to
  replay             run a change in a sandbox, and show each statement
  preflight          ask a database whether it has rows on which a change fails
  plan               print how to deploy a change, step by step
  rollback           print the SQL that leads back from a change, when it was proven
  diagnose           say what an error of a migration means, and what to do
  fix-history        repair numbers, journal and snapshots after a collision of branches
  explain [CHECK]    print what a check knows, or list all checks
  stats              print how large the tables of a live database are, for the configuration

  --help             with a command: its options
  --version

Exit codes: 0 nothing that stops, 1 findings that stop, 2 usage or configuration,
3 the review itself broke.
`;

/** What is called without a command: help, the version, or a mistake. */
export function general(name: string | undefined, commands: readonly string[]): number {
  if (name === '--version') {
    process.stdout.write(`${packageJson.version}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help);
    return 0;
  }
  if (name === undefined) throw new UsageError(`no command given.\n\n${help.trimEnd()}`);
  const kind = name.startsWith('-') ? 'option' : 'command';
  const [meant] = closest(name, commands);
  const hint = meant === undefined ? 'See db-review --help' : `Did you mean "${meant}"?`;
  throw new UsageError(`unknown ${kind} "${name}". ${hint}`);
}
