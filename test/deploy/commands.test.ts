import { expect, test } from '@jest/globals';
import { deployCommands } from '../../src/deploy/commands.ts';
import { packageScripts } from '../../src/deploy/package-scripts.ts';

const scripts = packageScripts([
  '{ "scripts": { "db:push": "turbo run db:push", "db:generate": "dotenv -- turbo db:generate" } }',
  '{ "scripts": { "db:push": "drizzle-kit push", "db:generate": "drizzle-kit generate", "push": "pnpm with-env drizzle-kit push --force", "build": "tsc", "loop": "npm run loop" } }',
  'no JSON',
]);

function inShort(path: string, text: string): string[] {
  return deployCommands(path, text, scripts).map(
    ({ does, when, isForced, range }) =>
      `${range.start.line} ${when} ${does}${isForced ? '!' : ''}`,
  );
}

test('scripts that call scripts, also of other packages, and themselves', () => {
  expect(Object.fromEntries(scripts)).toEqual({
    'db:push': [{ does: 'push', isForced: false }],
    'db:generate': [{ does: 'generate', isForced: false }],
    push: [{ does: 'push', isForced: true }],
  });
});

test.each([
  ['RUN drizzle-kit push:pg', ['1 deploy push']],
  ['RUN pnpm -F db push', ['1 deploy push!']],
  ['RUN npx drizzle-kit@0.31.0 push --force && echo done', ['1 deploy push!']],
  ['CMD ["sh", "-c", "bun run db:push; node ."]', ['1 deploy push']],
  ['RUN npm ci && \\\n    yarn db:generate', ['2 deploy generate']],
  ['CMD node --import tsx src/db/migrate.ts', ['1 deploy migrate']],
  ['# RUN drizzle-kit push', []],
  ['RUN echo "run drizzle-kit push yourself"', []],
  ['RUN git push && docker push image && pnpm exec buf push api', []],
  ['RUN bun build src/migrate.ts --outfile migrate.mjs', []],
  ['RUN DATABASE_URL=postgres://postgres@localhost/app npm run db:push', []],
  ['RUN drizzle-kit push --config=drizzle.config.test.ts', []],
])('in an image: %s', (text, expected) => {
  expect(inShort('Dockerfile', text)).toEqual(expected);
});

test('which job of a workflow deploys', () => {
  const text = `name: CI/CD
on: push
jobs:
  check:
    steps:
      - run: npm run db:push
  deploy-preview:
    steps:
      - run: npm run db:push
  rollout:
    environment:
      name: production
    steps:
      - uses: actions/checkout@v5
      - name: Schema
        run: |
          # npm run db:push
          if [ "$A" = "b" ]; then
            npm run db:push --force
          fi
`;
  expect(inShort('.github/workflows/main.yml', text)).toEqual([
    '6 ci push',
    '9 ci push',
    '19 deploy push!',
  ]);
  expect(inShort('.github/workflows/main.yml', 'jobs: [\n')).toEqual([]);
});

test.each([
  ['fly.toml', '[deploy]\n  release_command = "npm run db:push"\n', ['2 deploy push']],
  ['Procfile', 'release: npx drizzle-kit push\nweb: node .\n', ['1 deploy push']],
  [
    'apps/web/vercel.json',
    '{ "buildCommand": "drizzle-kit push && next build" }',
    ['1 deploy push'],
  ],
  ['docker-entrypoint.sh', 'npm run db:push -- --force\n', ['1 deploy push!']],
  [
    'package.json',
    '{ "scripts": {\n"postinstall": "drizzle-kit push",\n"db:push": "drizzle-kit push" } }',
    ['2 deploy push'],
  ],
  ['Dockerfile.dev', 'CMD drizzle-kit push', []],
  ['scripts/setup.sh', 'drizzle-kit push', []],
  ['.devcontainer/start.sh', 'drizzle-kit push', []],
  ['examples/shop/Dockerfile', 'CMD drizzle-kit push', []],
])('in %s', (path, text, expected) => {
  expect(inShort(path, text)).toEqual(expected);
});
