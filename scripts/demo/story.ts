import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitHubRepository } from '../../test/github/repository.ts';
import type { PullRequest } from '../../test/github/pull.ts';
import type { CheckRun, Review } from '../../test/github/state.ts';
import { environmentOf } from '../../test/github/environment.ts';
import { startGitHub } from '../../test/github/start.ts';
import { startServer } from '../../src/start-server.ts';
import { startWorker } from '../../src/worker/start-worker.ts';
import { readFolder, type Files } from './read-folder.ts';

/** What stands on a pull request after a push was reviewed. */
export interface Moment {
  /** What has just happened. */
  readonly title: string;
  readonly head: string;
  readonly commits: number;
  readonly checkRun: CheckRun;
  /** Those of db-review; the summary is the only one. */
  readonly reviews: readonly Review[];
  /** All files of the head. */
  readonly files: Files;
}

/** A pull request of the example repository, from its opening to the push that repairs it. */
export interface Story {
  /** `acme/shop` */
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  /** Where the simulated GitHub was; links in what was posted begin with it. */
  readonly url: string;
  /** All files of the branch that it goes to. */
  readonly base: Files;
  readonly moments: readonly Moment[];
  /** Requests of the app that GitHub would have refused. */
  readonly violations: readonly string[];
}

const branch = 'product-reviews';
const title = 'Product reviews, and a phone number for every customer';

/**
 * Starts the app against the simulated GitHub, opens the pull request, pushes its repair, and stops
 * both. What the app does takes no longer than it takes: nothing waits for a time.
 */
export async function tellStory(): Promise<Story> {
  const [base, opened, fix] = await Promise.all([
    readFolder(new URL('shop/main/', import.meta.url)),
    readFolder(new URL('shop/pull-request/', import.meta.url)),
    readFolder(new URL('shop/fix/', import.meta.url)),
  ]);
  const github = await startGitHub();
  const data = await mkdtemp(join(tmpdir(), 'db-review-demo-'));
  const server = await startServer({
    env: { ...environmentOf(github), LOG_LEVEL: 'error', DATA_FOLDER: data },
    startWorker: (options) =>
      startWorker({ ...options, octokit: { throttle: { enabled: false } } }),
  });
  try {
    github.webhookUrl = `${server.url}/api/github/webhooks`;
    const repository = await github.createRepository({ owner: 'acme', name: 'shop', files: base });
    await repository.push(branch, opened, { message: 'Add product reviews' });
    const pull = await repository.openPullRequest({ head: branch, title });
    await server.idle();
    const first = momentOf('The pull request is opened', pull, 1, { ...base, ...opened });

    await pull.push(fix, { message: 'Repair the migrations' });
    await server.idle();
    const second = momentOf('A repair is pushed', pull, 2, { ...base, ...opened, ...fix });
    return {
      repository: nameOf(repository),
      number: pull.number,
      title,
      branch,
      url: github.url,
      base,
      moments: [first, second],
      violations: github.violations,
    };
  } finally {
    await server.stop(0);
    await github.stop();
    await rm(data, { recursive: true });
  }
}

function nameOf({ owner, name }: GitHubRepository): string {
  return `${owner}/${name}`;
}

/** A copy, since the simulated GitHub goes on with its own. */
function momentOf(happened: string, pull: PullRequest, commits: number, files: Files): Moment {
  const [checkRun] = pull.checkRuns;
  if (!checkRun) throw new Error('The app did not post a check run; its log says why');
  const { head, reviews } = pull;
  return structuredClone({ title: happened, head, commits, checkRun, reviews, files });
}
