import { defineCheck, exampleHistory } from '../../src/review/check.ts';

const users = { tag: '0000_users', when: 1_760_000_000_000, sql: 'CREATE TABLE users (id text);' };
const base = exampleHistory([users]);
const workflow = '.github/workflows/deploy.yml';
const manifest = '{\n  "scripts": {\n    "db:push": "drizzle-kit push"\n  }\n}\n';

/** A workflow with one job, whose step runs one command. */
function job(name: string, run: string, more = ''): string {
  return `name: ${name}\non: push\njobs:\n  main:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: ${run}\n`;
}

const services = '    services:\n      postgres:\n        image: postgres:17\n';

export default defineCheck({
  id: 'push-in-deployment',
  title: 'A deployment changes the schema by drizzle-kit push',
  category: 'project',
  severity: 'warning',
  onError: 'accept',
  needs: 'project',
  covers: [],
  sources: [],
  message: 'A deployment runs {command}.',
  why:
    '`drizzle-kit push` compares the schema with the database and changes it at once: no migration is ' +
    'written, so nobody reviews the SQL, and the migrations of this repository no longer tell what ' +
    'production is. Where it has to ask, about a rename or lost data, a deployment cannot answer.',
  todo: 'Run the migrations in its place: `drizzle-kit migrate`, or `migrate()` of drizzle-orm.',
  variants: {
    forced: {
      message: 'A deployment runs {command}, which drops columns and tables without asking.',
      why:
        '`drizzle-kit push` compares the schema with the database and changes it at once, and with ' +
        '`--force` it accepts every loss of data: a renamed column is dropped with all that it holds. ' +
        'No migration is written, so nobody reviews the SQL.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a workflow that deploys',
        trees: { base, head: { ...base, [workflow]: job('Deploy', 'npx drizzle-kit push') } },
        lines: [7],
      },
      {
        title: 'by way of a script, in the entry point of an image',
        trees: {
          base: { ...base, 'package.json': manifest },
          head: {
            ...base,
            'package.json': manifest,
            'docker-entrypoint.sh': '#!/bin/sh\nset -e\nnpm run db:push -- --force\nexec node .\n',
          },
        },
        lines: [3],
        severity: 'error',
      },
      {
        title: 'the command of an image, as a list of words',
        trees: {
          base,
          head: { ...base, Dockerfile: 'FROM node:24\nCMD ["npx", "drizzle-kit", "push"]\n' },
        },
        lines: [2],
      },
      {
        title: 'when the program starts',
        trees: {
          base: { ...base, 'package.json': '{\n  "scripts": { "start": "node ." }\n}\n' },
          head: {
            ...base,
            'package.json': '{\n  "scripts": { "start": "drizzle-kit push && node ." }\n}\n',
          },
        },
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a script for the machine of a developer',
        trees: { base, head: { ...base, 'package.json': manifest } },
      },
      {
        title: 'a database that is there for tests only',
        trees: {
          base,
          head: { ...base, [workflow]: job('Deploy', 'npx drizzle-kit push --force', services) },
        },
      },
      {
        title: 'a preview of a pull request',
        trees: {
          base,
          head: { ...base, [workflow]: job('Deploy preview', 'npx drizzle-kit push') },
        },
      },
      {
        title: 'what was there before, where another line changes',
        trees: {
          base: { ...base, [workflow]: job('Deploy', 'npx drizzle-kit push') },
          head: { ...base, [workflow]: job('Deploy again', 'npx drizzle-kit push') },
        },
      },
      {
        title: 'migrations',
        trees: { base, head: { ...base, [workflow]: job('Deploy', 'npx drizzle-kit migrate') } },
      },
    ],
  },
  project({ commands, report }) {
    for (const { does, when, isForced, path, range, text } of commands) {
      if (does !== 'push' || when !== 'deploy') continue;
      const place = { path, at: range, about: does, data: { command: text } };
      if (isForced) report({ ...place, variant: 'forced', severity: 'error' });
      else report(place);
    }
  },
});
