import { createHash } from 'node:crypto';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { readPullRequest } from '../../../src/source/github.ts';

/** Where a single odd answer is wanted, GitHub is this list of answers; the rest is the simulator's. */
export const api = 'https://api.github.com';
export const repository = '/repos/octo/shop';

export const mergeBase = 'a'.repeat(40);
export const head = 'c'.repeat(40);

export const octokit = new ProbotOctokit({
  auth: { token: 'test' },
  retry: { enabled: false },
  throttle: { enabled: false },
});

export function read(options: { head?: string; signal?: AbortSignal } = {}) {
  return readPullRequest(octokit, { owner: 'octo', repo: 'shop', number: 7, ...options });
}

export function oidOf(content: string | Buffer): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

export function answerPull(): void {
  const base = { ref: 'main', sha: mergeBase, repo: { default_branch: 'main' } };
  nock(api)
    .get(`${repository}/pulls/7`)
    .reply(200, { number: 7, mergeable: true, base, head: { sha: head } });
}

interface ComparedFile {
  readonly filename: string;
  readonly status: string;
  readonly previous_filename?: string;
}

export function answerComparison(files: readonly ComparedFile[]): void {
  const commits = { base_commit: { sha: mergeBase }, merge_base_commit: { sha: mergeBase } };
  nock(api)
    .get(`${repository}/compare/main...${head}`)
    .query({ per_page: '1' })
    .reply(200, { ...commits, files });
}

export interface Item {
  readonly path: string;
  readonly sha: string;
  readonly mode?: string;
  readonly type?: string;
  readonly size?: number;
}

export function answerTree(
  sha: string,
  items: readonly Item[],
  { recursive = true, truncated = false } = {},
): void {
  const tree = items.map((item) => ({ mode: '100644', type: 'blob', size: 10, ...item }));
  nock(api)
    .get(`${repository}/git/trees/${sha}`)
    .query(recursive ? { recursive: '1' } : {})
    .reply(200, { sha, tree, truncated });
}

export function folder(path: string, sha: string): Item {
  return { path, sha, mode: '040000', type: 'tree' };
}

/** Answers one query for files with these texts, in the order in which they are asked for. */
export function answerTexts(texts: readonly (string | null)[]): void {
  const entries = texts.map((text, index) => [`file${index}`, text === null ? null : { text }]);
  nock(api)
    .post('/graphql')
    .reply(200, { data: { repository: Object.fromEntries(entries) } });
}
