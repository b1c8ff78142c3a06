import { checkName } from '../../github/check-run.ts';
import type { Installation } from '../../github/target.ts';
import { type EventSource, type Job, originOf } from '../job.ts';
import { rerunOf } from './rerun.ts';

/** The part of a `check_suite` payload that jobs are made from. */
export interface CheckSuitePayload extends EventSource {
  readonly check_suite: {
    readonly head_sha: string;
    /** Empty for a fork's pull request. */
    readonly pull_requests: readonly { readonly number: number }[];
  };
}

/**
 * The jobs that do all checks of a commit again. Our own check runs say what they are about; where
 * none was made, the suite names its pull requests. @throws Octokit's RequestError
 */
export async function jobsFromCheckSuite(
  delivery: string,
  payload: CheckSuitePayload,
  { octokit, appId }: Installation,
): Promise<readonly Job[]> {
  const origin = originOf(delivery, payload);
  if (!origin) return [];
  const { head_sha, pull_requests } = payload.check_suite;
  const { owner, repo } = origin;
  const { data } = await octokit.rest.checks.listForRef({
    owner,
    repo,
    ref: head_sha,
    check_name: checkName,
    app_id: appId,
    filter: 'all',
    per_page: 100,
  });
  const ids = new Set([
    ...data.check_runs.map((run) => run.external_id),
    ...pull_requests.map(({ number }) => `pr:${number}@${head_sha}`),
  ]);
  return [...ids].flatMap((external_id) => rerunOf(origin, { head_sha, external_id }) ?? []);
}
