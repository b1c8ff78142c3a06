import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { review as reviewChange } from '../review/review.ts';
import { stops } from '../review/verdict.ts';
import { readPullRequest } from '../source/github.ts';
import { createParser } from '../sql/parser.ts';
import { settingsOfChange } from './change-settings.ts';
import { complain } from './complain.ts';
import { openReplay } from './open-replay.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { post } from './post.ts';
import { printReview } from './print.ts';
import { parsePullAddress } from './pull-address.ts';
import { release } from './release.ts';
import { textsOf } from './texts-of.ts';
import { withAdvice } from './token-advice.ts';
import { siteOf, tokenOctokit } from './token-octokit.ts';
import { UsageError } from './usage-error.ts';

const help = `Reviews a pull request through GitHub's API, with the token in GITHUB_TOKEN or GH_TOKEN.

Usage: db-review pr OWNER/REPO#N [options]
       db-review pr https://github.com/OWNER/REPO/pull/N [options]

  --post                      post the review on the pull request, as far as the token may: a person's
                              token the summary; an app's, such as a workflow's, the check run too
  --host HOST                 a GitHub Enterprise Server (GHE_HOST, or else github.com)
  --no-replay                 do not run the change in a sandbox
${reviewOptionsHelp}`;

const options = {
  ...reviewOptions,
  post: { type: 'boolean', default: false },
  host: { type: 'string' },
  'no-replay': { type: 'boolean', default: false },
} as const;

/** `db-review pr`: gives the exit code. */
export async function pr(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions('pr', { args, options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) {
    throw new UsageError(
      'pr takes one pull request, as OWNER/REPO#12 or as the address of its page.',
    );
  }
  const flags = reviewFlags(values);
  const site = siteOf(values.host, process.env);
  const address = parsePullAddress(text, site.host);
  const octokit = tokenOctokit(site, process.env);
  try {
    const change = await readPullRequest(octokit, address);
    const settings = await settingsOfChange(change, flags);
    await release(change, settings);
    const review = await reviewChange(change, settings, await openPorts(!values['no-replay']));
    const texts = flags.format === 'text' ? await textsOf(change, review) : new Map();
    await printReview(review, { format: flags.format, ignores: settings.ignores, texts });
    if (values.post) {
      const { owner, repo, number } = address;
      const { base, head } = change;
      const repository = { owner, name: repo };
      const context = { repository, pull: number, base, head, url: site.url, settings };
      for (const line of await post(octokit, review, context)) complain(line);
    }
    return stops(review.verdict, settings.failOn) ? 1 : 0;
  } catch (error) {
    throw withAdvice(error);
  }
}

async function openPorts(replays: boolean): Promise<Ports> {
  const { parse } = createParser();
  const { read: readSchema, generateSql } = createSchemaReader();
  return {
    checks: registry,
    parse,
    readSchema,
    generateSql,
    now: Date.now,
    ...(replays && { replay: await openReplay(generateSql) }),
  };
}
