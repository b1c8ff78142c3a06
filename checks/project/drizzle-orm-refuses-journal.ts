import { defineCheck, exampleHistory, isBefore } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const base = exampleHistory([users]);

/** A yarn.lock of the classic form with drizzle-orm. */
function yarnLock(...versions: string[]): string {
  const entries = versions.map((each) => `drizzle-orm@${each}:\n  version "${each}"\n`);
  return `# yarn lockfile v1\n\n\n${entries.join('\n')}`;
}

/** The first one that was seen to throw; 1.0.0-beta.14 still ran such folders, with a warning. */
const firstToRefuse = '1.0.0-beta.21';

export default defineCheck({
  id: 'drizzle-orm-refuses-journal',
  title: 'This version of drizzle-orm does not run folders with a journal',
  category: 'project',
  severity: 'error',
  onError: 'accept',
  needs: 'project',
  covers: [],
  sources: [],
  message: 'drizzle-orm {version} refuses migrations folders with a journal, such as {folder}.',
  why:
    'Version 1 keeps each migration in a folder of its own. Its migrator throws where it finds ' +
    '`meta/_journal.json`, before it runs anything, so the next deployment ends there.',
  todo:
    'Convert the folder in the same change, with `drizzle-kit up` of the same version, or stay with ' +
    'drizzle-orm 0.45.',
  examples: {
    flagged: [
      {
        title: 'an upgrade that leaves the folder as it is',
        trees: {
          base: { ...base, 'yarn.lock': yarnLock('0.45.2') },
          head: { ...base, 'yarn.lock': yarnLock('1.0.0-rc.5') },
        },
        lines: [5],
      },
    ],
    accepted: [
      {
        title: 'another project of the repository still has the old version',
        trees: {
          base: { ...base, 'yarn.lock': yarnLock('0.45.2') },
          head: { ...base, 'yarn.lock': yarnLock('0.45.2', '1.0.0-rc.5') },
        },
      },
      {
        title: 'an early beta, which reads the journal',
        trees: {
          base: { ...base, 'yarn.lock': yarnLock('0.45.2') },
          head: { ...base, 'yarn.lock': yarnLock('1.0.0-beta.2-f9236e3') },
        },
      },
    ],
  },
  project({ orm, journalFolders, report }) {
    const [folder] = journalFolders;
    const [first] = orm;
    if (!first || folder === undefined) return;
    if (orm.some(({ version }) => !/^\d/.test(version) || isBefore(version, firstToRefuse))) return;
    const { path, range, version } = first;
    report({ path, at: range, about: version, data: { version, folder: folder || '.' } });
  },
});
