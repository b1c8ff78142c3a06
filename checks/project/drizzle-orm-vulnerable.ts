import { defineCheck, exampleHistory, isBefore } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const base = exampleHistory([users]);

/** A package-lock.json of version 3 with drizzle-orm. */
function npmLock(version: string): string {
  const packages = { 'node_modules/drizzle-orm': { version, license: 'Apache-2.0' } };
  return JSON.stringify({ name: 'app', lockfileVersion: 3, packages }, null, 2);
}

/** The first versions of both lines in which names are escaped. */
const repaired = '0.45.2';
const repairedBeta = '1.0.0-beta.20';

export default defineCheck({
  id: 'drizzle-orm-vulnerable',
  title: 'drizzle-orm does not escape identifiers (CVE-2026-39356)',
  category: 'project',
  severity: 'warning',
  onError: 'accept',
  needs: 'project',
  covers: [],
  sources: [{ tool: 'npm audit', rule: 'GHSA-gpj5-g38j-94v9' }],
  message: 'drizzle-orm {version} lets a name break out of its quotes (CVE-2026-39356).',
  why:
    'It does not double the quotes inside of identifiers. Where a name comes from a user, by way of ' +
    '`sql.identifier()` or an alias of `.as()` (a column to sort by, say), the user writes the SQL.',
  todo: 'Install `drizzle-orm@{repaired}` or newer, and let users choose among names that you list.',
  examples: {
    flagged: [
      {
        title: 'npm',
        trees: { base, head: { ...base, 'package-lock.json': npmLock('0.45.1') } },
        lines: [6],
      },
      {
        title: 'pnpm',
        trees: {
          base,
          head: {
            ...base,
            'pnpm-lock.yaml':
              "lockfileVersion: '9.0'\n\npackages:\n\n  drizzle-orm@0.44.7:\n    resolution: {integrity: x}\n",
          },
        },
        lines: [5],
      },
      {
        title: 'a beta before the repair',
        trees: {
          base,
          head: {
            ...base,
            'bun.lock':
              '{\n  "packages": {\n    "drizzle-orm": ["drizzle-orm@1.0.0-beta.14-a36c63d", "", {}],\n  }\n}\n',
          },
        },
        lines: [3],
      },
    ],
    accepted: [
      {
        title: 'the repaired version',
        trees: { base, head: { ...base, 'package-lock.json': npmLock('0.45.2') } },
      },
      {
        title: 'a version that was there before, in a file that changes elsewhere',
        trees: {
          base: { ...base, 'package-lock.json': npmLock('0.44.0') },
          head: { ...base, 'package-lock.json': npmLock('0.44.0').replace('app', 'application') },
        },
      },
      {
        title: 'a release candidate of version 1',
        trees: { base, head: { ...base, 'package-lock.json': npmLock('1.0.0-rc.5') } },
      },
    ],
  },
  project({ orm, report }) {
    for (const { path, version, range } of orm) {
      const isBeta = version.startsWith('1.');
      if (!isBefore(version, isBeta ? repairedBeta : repaired)) continue;
      const data = { version, repaired: isBeta ? repairedBeta : repaired };
      report({ path, at: range, about: version, data });
    }
  },
});
