import { defineCheck, exampleHistory } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const base = exampleHistory([users]);
const path = '.github/workflows/ci.yml';
const manifest =
  '{ "scripts": { "db:generate": "drizzle-kit generate", "db:migrate": "tsx src/migrate.ts" } }';

/** A workflow whose one job runs these commands. */
function job(...commands: string[]): string {
  const steps = commands.map((run) => `      - run: ${run}\n`).join('');
  return `name: CI\non: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}

export default defineCheck({
  id: 'migrations-generated-on-the-fly',
  title: 'Migrations are generated right before they run',
  category: 'project',
  severity: 'warning',
  onError: 'accept',
  needs: 'project',
  covers: [],
  sources: [],
  message: '{command} runs before the migrations do, and nothing compares what it wrote.',
  why:
    'A change that forgets its migration passes here, since the missing one is generated and run on the ' +
    'spot. Production runs the committed ones, and lacks it.',
  todo:
    'Run only what is committed. To find what is missing, let the job fail on it:\n\n```sh\n' +
    'npx drizzle-kit generate\ntest -z "$(git status --porcelain)"\n```',
  variants: {
    deploy: {
      why:
        'The deployment runs SQL that nobody has seen: what is generated depends on the schema and on the ' +
        'version of drizzle-kit at that moment. It is committed nowhere, so the next one generates it again.',
      todo: 'Generate the migration on the branch, commit it, and run only what is committed.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'tests on migrations that are generated for them',
        trees: {
          base: { ...base, 'package.json': manifest },
          head: {
            ...base,
            'package.json': manifest,
            [path]: job('npm run db:generate', 'npm run db:migrate', 'npm test'),
          },
        },
        lines: [7],
      },
      {
        title: 'an image that generates when it starts',
        trees: {
          base,
          head: {
            ...base,
            Dockerfile: 'FROM node:24\nCMD npx drizzle-kit generate && npx drizzle-kit migrate\n',
          },
        },
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a job that fails when something was missing',
        trees: {
          base,
          head: {
            ...base,
            [path]: job(
              'npx drizzle-kit generate',
              'test -z "$(git status --porcelain)"',
              'npx drizzle-kit migrate',
            ),
          },
        },
      },
      {
        title: 'migrations that are committed',
        trees: { base, head: { ...base, [path]: job('npx drizzle-kit migrate', 'npm test') } },
      },
      {
        title: 'a job that was there before',
        trees: {
          base: { ...base, [path]: job('npx drizzle-kit generate', 'npx drizzle-kit migrate') },
          head: {
            ...base,
            [path]: job('npm ci', 'npx drizzle-kit generate', 'npx drizzle-kit migrate'),
          },
        },
      },
    ],
  },
  project({ commands, report }) {
    for (const runs of Map.groupBy(commands, ({ path: file, run }) => `${file} ${run}`).values()) {
      const last = runs.findLastIndex(({ does }) => does === 'migrate');
      for (const { does, when, isCompared, path: file, range, text } of runs.slice(
        0,
        Math.max(0, last),
      )) {
        if (does !== 'generate' || isCompared) continue;
        const place = { path: file, at: range, about: does, data: { command: text } };
        report(when === 'deploy' ? { ...place, variant: 'deploy' } : place);
      }
    }
  },
});
