import { expect, test } from '@jest/globals';
import { marked, type Tokens } from 'marked';
import { marker, readState } from '../../src/report/marker.ts';
import { drizzleProject as projectIn } from '../drizzle-project.ts';
import { startApp } from '../running-app.ts';

/** Folders and names that act in Markdown, HTML, a shell, or a careless reader's path. */
const hostile = [
  'with space',
  `quote's "double"`,
  'new\nline',
  'tab\tand\u0007bell',
  'ünïcödé 😀 \u202egnp.exe',
  '@acme/team #12 GH-3',
  `${marker} -->`,
  '<!-- x --> <img src=x onerror=alert(1)>',
  '![image](https:evil.example/x.png) [link](javascript:alert(1))',
  '`code` **bold** | cell | ~~~ ```',
  '</details></details><h1>',
  '..%2f..%2f\\..\\',
  '--option',
  '$(id) ;rm -rf',
  `long ${'x'.repeat(200)}`,
];

type Texts = readonly (string | ((name: string) => string))[];

/** One project for each name, whose migrations speak of a table with that name. */
function projects(...migrations: Texts): Record<string, string> {
  const each = hostile.map((name) => {
    const texts = migrations.map((text) => (typeof text === 'string' ? text : text(name)));
    return projectIn(`db/${name}/drizzle`, ...texts);
  });
  return Object.assign({}, ...each) as Record<string, string>;
}

/** Everything in a Markdown text that acts: HTML, pictures and the addresses of links. */
function activeParts(markdown: string): string[] {
  const found: string[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'html') found.push(token.raw.trim());
    if (token.type === 'image') found.push(`image ${token.raw}`);
    if (token.type === 'link') found.push((token as Tokens.Link).href);
  });
  return found;
}

test('hostile names stay names in every part of what is published', async () => {
  const tableOf = (name: string) => `"${name.replaceAll('"', '""').slice(0, 60)}"`;
  const creates = (name: string) => `CREATE TABLE ${tableOf(name)} ("id" integer);`;
  const deletes = (name: string) => `DELETE FROM ${tableOf(name)};`;
  const { repository, server, github } = await startApp({ files: projects(creates) });
  await repository.push('change', projects(creates, deletes));
  const pull = await repository.openPullRequest({ head: 'change' });
  await server.idle();

  const [run] = pull.checkRuns;
  expect(run?.conclusion).toBe('action_required');
  const paths = hostile.map((name) => `db/${name}/drizzle/0001_step.sql`);
  expect(run?.annotations.map(({ path }) => path).sort()).toEqual(paths.sort());

  const { body } = pull.reviews[0]!;
  expect(readState(body)?.head).toBe(pull.head);
  const ours = new RegExp(
    `^(?:</?details>|<details><summary>[\\w ,:]+</summary>|${marker} [\\w-]+ -->|` +
      `${github.url}/acme/shop/(?:blob|commit)/\\w{40}\\S*|https://(?:www\\.postgresql\\.org|orm\\.drizzle\\.team)/\\S*)$`,
  );
  for (const text of [run!.summary!, run!.text!, body]) {
    expect(activeParts(text).filter((part) => !ours.test(part))).toEqual([]);
    const words = text.replace(/(`+)[^`](?:.|\n)*?\1|\]\([^)]*\)/g, '');
    expect(words).not.toMatch(/@acme|#12|GH-3/);
  }
});
