import { beforeAll, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { serveStory } from '../scripts/demo/serve.ts';
import { tellStory, type Moment, type Story } from '../scripts/demo/story.ts';
import { tellInTerminal } from '../scripts/demo/terminal.ts';

let story: Story;
let opened: Moment;
let repaired: Moment;

beforeAll(async () => {
  story = await tellStory();
  [opened, repaired] = story.moments as [Moment, Moment];
}, 180_000);

const migration = 'packages/db/drizzle/0005_product_reviews.sql';
const journal = 'packages/db/drizzle/meta/_journal.json';

/** Level, check and the lines that it points at, for each annotation of a moment. */
function annotated({ checkRun, files }: Moment): string[] {
  return checkRun.annotations.map(({ path, start_line, end_line, annotation_level, title }) => {
    const check = /\(([\w-]+)\)$/.exec(title ?? '')?.[1];
    const lines = files[path]!.split('\n').slice(start_line - 1, end_line);
    const text = lines.map((line) => line.trim()).join(' ');
    return `${annotation_level} ${check}: ${text.replace('--> statement-breakpoint', '')}`;
  });
}

test('the defects of the pull request are told, and what is right is not', () => {
  expect(annotated(opened)).toEqual([
    'failure fails-on-existing-rows: ALTER TABLE "customers" ALTER COLUMN "phone" SET NOT NULL;',
    'failure drop-column: ALTER TABLE "customers" DROP COLUMN "nickname";',
    expect.stringMatching(/^failure journal-out-of-order: .*"tag": "0004_product_weight"/),
    'warning statement-after-access-exclusive: ALTER TABLE "customers" ALTER COLUMN "phone" SET NOT NULL;',
    'warning index-not-concurrent: CREATE INDEX "orders_customer_id_idx" ON "orders" USING btree ("customer_id");',
    'notice set-not-null: ALTER TABLE "customers" ALTER COLUMN "phone" SET NOT NULL;',
    expect.stringMatching(/^notice fk-missing-index: .*"reviews_customer_id_customers_id_fk"/),
  ]);
  expect(opened.checkRun.conclusion).toBe('action_required');
  expect(opened.files[migration]).toContain('CREATE INDEX "reviews_product_id_idx"');
  expect(opened.files[migration]).toContain('"name" SET DATA TYPE text');
});

test('after the repair the check passes, and the same comment says what is left', () => {
  const filled = `UPDATE "customers" SET "phone" = 'unknown' WHERE "phone" IS NULL;`;
  expect(annotated(repaired)).toEqual([
    `warning statement-after-access-exclusive: ${filled}`,
    `warning unbatched-backfill: ${filled}`,
    'warning set-not-null: ALTER TABLE "customers" ALTER COLUMN "phone" SET NOT NULL;',
    expect.stringMatching(/^notice fk-missing-index: .*"reviews_customer_id_customers_id_fk"/),
  ]);
  expect(repaired.checkRun.conclusion).toBe('success');
  expect(repaired.reviews.map(({ id }) => id)).toEqual(opened.reviews.map(({ id }) => id));
  expect(repaired.reviews).toHaveLength(1);
  expect(opened.reviews[0]?.body).toContain('3 errors, 2 warnings');
  expect(repaired.reviews[0]?.body).toContain('Database review: 3 warnings');
  expect(repaired.reviews[0]?.body).toContain('built by hand before the deploy');
});

test('the app asks nothing of GitHub that GitHub would refuse', () => {
  expect(story.violations).toEqual([]);
});

test('the snapshots of the example are a chain, each from the one before', () => {
  const snapshots = Object.entries(repaired.files)
    .filter(([path]) => path.endsWith('_snapshot.json'))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, text]) => JSON.parse(text) as { id: string; prevId: string });
  expect(snapshots).toHaveLength(6);
  const parents = snapshots.slice(1).map(({ prevId }) => prevId);
  expect(parents).toEqual(snapshots.slice(0, -1).map(({ id }) => id));
});

test('the terminal tells both moments', () => {
  const text = stripVTControlCharacters(tellInTerminal(story, 100));
  expect(text).toContain(`${migration}:10\n    ALTER TABLE "customers" ALTER COLUMN "phone"`);
  expect(text).toContain('db-review action_required: fails-on-existing-rows: customers');
  expect(text).toContain(
    'The review comment by db-review[bot], edited in place\n│ Database review',
  );
  expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

test('the page shows the annotations below their lines, and runs no script', async () => {
  const served = await serveStory(story, 0);
  try {
    const first = await fetch(served.url);
    const html = (await first.text()).replaceAll('&#x2F;', '/');
    expect(first.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src/);
    expect(html).not.toContain(story.url);
    expect(html).toContain(`href="#${migration}:L10"`);
    const line = html.indexOf(`id="${migration}:L10"`);
    const next = html.indexOf(`id="${migration}:L11"`);
    expect(html.slice(line, next)).toContain('Check failure on line 10');
    const entry = html.indexOf(`id="${journal}:L39"`);
    expect(html.slice(entry, html.indexOf(`id="${journal}:L40"`))).toContain('lines 33 to 39');

    const second = await (await fetch(`${served.url}/2`)).text();
    expect(second).toContain('All checks have passed');
    expect((await fetch(`${served.url}/page.css`)).status).toBe(200);
    expect((await fetch(`${served.url}/markdown.css`)).status).toBe(200);
    expect((await fetch(`${served.url}/elsewhere`)).status).toBe(404);
  } finally {
    await served.close();
  }
});
