import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Marked } from 'marked';

/**
 * Renders the golden comments as GitHub shows them, into docs/pictures. Needs a Chromium on the PATH.
 * Diagrams stay text, since GitHub alone draws them.
 */
const names = ['clean', 'one-error', 'replayed', 'forty', 'ignored', 'hostile'];

/** In pixels; a longer comment is cut there. */
const size = { width: 900, height: 1500 };

const root = new URL('../', import.meta.url);
const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  try {
    const css = await readFile(resolve('github-markdown-css/github-markdown-light.css'), 'utf8');
    for (const name of names) {
      const golden = new URL(`test/report/golden/${name}.comment.md`, root);
      const page = join(folder, `${name}.html`);
      await writeFile(page, pageOf(await readFile(golden, 'utf8'), css));
      await shoot(page, new URL(`docs/pictures/${name}.png`, root).pathname);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A comment that is not made is a golden file that says `null`. */
function pageOf(markdown: string, css: string): string {
  const text = markdown.trim() === 'null' ? '_No comment: there is nothing to say._' : markdown;
  const body = new Marked({ gfm: true }).parse(text, { async: false });
  const frame = 'body { margin: 24px; } .markdown-body { max-width: 850px; }';
  return `<!doctype html><meta charset="utf-8"><style>${css}${frame}</style><article class="markdown-body">${body}</article>`;
}

async function shoot(page: string, picture: string): Promise<void> {
  await run('chromium', [
    '--headless',
    '--no-sandbox',
    '--hide-scrollbars',
    `--window-size=${size.width},${size.height}`,
    `--screenshot=${picture}`,
    `file://${page}`,
  ]);
}

await main();
