import { setTimeout } from 'node:timers/promises';
import type { Octokit as RestOctokit } from '@octokit/rest';
import { checkName, completeCheckRun, openCheckRun } from '../github/check-run.ts';
import { statusOf } from '../github/send-once.ts';
import { publishSummary, type SummaryOutcome } from '../github/summary-review.ts';
import type { Writer } from '../github/target.ts';
import { renderCheckRun } from '../report/check-run.ts';
import { isOurs, renderComment } from '../report/comment.ts';
import type { Context } from '../report/context.ts';
import type { Review } from '../review/finding.ts';
import { asGitHubError } from '../source/github/error.ts';
import { externalIdOf } from '../worker/job.ts';

type PullContext = Context & { readonly pull: number };

const outcomes: Readonly<Record<SummaryOutcome, string>> = {
  created: 'posted the summary on',
  edited: 'edited the summary on',
  unchanged: 'the summary that stands there is right already:',
  absent: 'posted no summary, since there is no warning and no error:',
};

/**
 * Posts a review as far as the token may, and gives a line for each thing that was done, or not.
 *
 * @throws GitHubError when GitHub refuses the summary
 */
export async function post(
  octokit: RestOctokit,
  review: Review,
  context: PullContext,
): Promise<string[]> {
  const writer = await signIn(octokit);
  const checkRun = await postCheckRun(writer, review, context);
  const summary = await postSummary(writer, review, context);
  return [checkRun, summary];
}

/** REST tells a person who they are, and GraphQL an app too. */
async function signIn(octokit: RestOctokit): Promise<Writer> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }');
    return { octokit, login: viewer.login, wait: setTimeout };
  } catch (error) {
    throw asGitHubError(error, 'Who the token belongs to');
  }
}

async function postCheckRun(writer: Writer, review: Review, context: PullContext): Promise<string> {
  const { repository, pull, head } = context;
  const target = {
    owner: repository.owner,
    repo: repository.name,
    head,
    externalId: externalIdOf({ subject: { pull }, head }),
    buttons: [],
  };
  const { conclusion, ...output } = renderCheckRun(review, context);
  let lost = 0;
  try {
    const { title, summary } = output;
    const id = await openCheckRun(writer, target, { title, summary }, () => {});
    await completeCheckRun(writer, target, id, conclusion, output, (count) => (lost = count));
  } catch (error) {
    if (statusOf(error) !== 403 && statusOf(error) !== 404) throw asGitHubError(error, 'Check run');
    return `posted no check run: GitHub takes one only from an app, and the token is ${writer.login}'s`;
  }
  const without = lost > 0 ? `, without ${lost} annotations, which GitHub did not take` : '';
  return `posted the check run ${checkName} (${conclusion})${without}: ${output.title}`;
}

async function postSummary(writer: Writer, review: Review, context: PullContext): Promise<string> {
  const { repository, pull: number, head, url } = context;
  const { owner, name: repo } = repository;
  try {
    const outcome = await publishSummary(
      writer,
      { owner, repo, head, number },
      {
        isSummary: isOurs,
        render: (previous) => renderComment(review, context, previous),
        create: true,
      },
    );
    return `${outcomes[outcome]} ${url}/${owner}/${repo}/pull/${number}`;
  } catch (error) {
    throw asGitHubError(error, `Summary on ${owner}/${repo}#${number}`);
  }
}
