import { noRetries, sendOnce, statusOf } from './send-once.ts';
import type { Target, Writer } from './target.ts';

/** Branch protection knows the check by this name: it never changes. */
export const checkName = 'db-review';

/** GitHub takes so many annotations with one request, and appends those of the next. */
const annotationsPerRequest = 50;

export type Conclusion =
  'success' | 'failure' | 'neutral' | 'cancelled' | 'action_required' | 'timed_out';

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'failure' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

/** What a check run says: within GitHub's limits, annotations in the order to be shown. */
export interface CheckRunOutput {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly annotations: readonly Annotation[];
}

/**
 * Makes the check run of a head, `in_progress`, and gives its id. One of ours that was left open on
 * this head is taken up again; a completed one stays, since annotations cannot be removed from a run.
 *
 * @param onUnseen told when GitHub does not list the runs; then a new one is made
 * @throws Octokit's RequestError
 */
export async function openCheckRun(
  installation: Writer,
  target: Target,
  output: Pick<CheckRunOutput, 'title' | 'summary'>,
  onUnseen: (error: unknown) => void,
): Promise<number> {
  const { octokit, wait } = installation;
  const { owner, repo, head } = target;
  const find = () => findOpenCheckRun(installation, target);
  const create = async () => {
    const { data } = await octokit.rest.checks.create({
      owner,
      repo,
      name: checkName,
      head_sha: head,
      external_id: target.externalId,
      status: 'in_progress',
      started_at: new Date().toISOString(),
      output,
      request: noRetries,
    });
    return data.id;
  };
  const open = await find().catch((error: unknown) => {
    if (!isRefused(error)) throw error;
    onUnseen(error);
    return null;
  });
  return open ?? sendOnce(create, find, wait);
}

/** Whether GitHub said no, and will say it again. */
function isRefused(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500;
}

/**
 * How many annotations of a check run have arrived with its conclusion, from a process that was killed
 * before it noted so; null when it is not completed. @throws Octokit's RequestError
 */
export async function arrivedAnnotations(
  { octokit }: Writer,
  { owner, repo }: Pick<Target, 'owner' | 'repo'>,
  id: number,
): Promise<number | null> {
  const { data } = await octokit.rest.checks.get({ owner, repo, check_run_id: id });
  return data.status === 'completed' ? data.output.annotations_count : null;
}

/**
 * Completes a check run. The conclusion goes with the first 50 annotations, so that it stands even
 * when a later request with the next 50 fails. What GitHub refuses is sent without annotations and
 * text, since the conclusion must stand whatever it dislikes about them.
 *
 * @param onLost told how many annotations are not shown, and why
 * @param arrived annotations that stand there with the conclusion already; null when it does not
 * @throws Octokit's RequestError
 */
export async function completeCheckRun(
  installation: Writer,
  target: Target,
  id: number,
  conclusion: Conclusion,
  output: CheckRunOutput,
  onLost: (annotations: number, error: unknown) => void,
  arrived: number | null = null,
): Promise<void> {
  const { annotations, title, summary } = output;
  try {
    if (arrived === null) await append(installation, target, id, output, 0, conclusion);
  } catch (error) {
    if (!isRefused(error)) throw error;
    await append(installation, target, id, { title, summary, annotations: [] }, 0, conclusion);
    return onLost(annotations.length, error);
  }
  const rest = arrived ?? annotationsPerRequest;
  for (let from = rest; from < annotations.length; from += annotationsPerRequest) {
    try {
      await append(installation, target, id, output, from);
    } catch (error) {
      return onLost(annotations.length - from, error);
    }
  }
}

/** Sends the annotations that begin at `from`. GitHub's own count tells whether they arrived. */
async function append(
  { octokit, wait }: Writer,
  { owner, repo, buttons }: Target,
  id: number,
  output: CheckRunOutput,
  from: number,
  conclusion?: Conclusion,
): Promise<void> {
  const annotations = output.annotations.slice(from, from + annotationsPerRequest);
  const send = async () => {
    await octokit.rest.checks.update({
      owner,
      repo,
      check_run_id: id,
      ...(conclusion && {
        status: 'completed',
        conclusion,
        completed_at: new Date().toISOString(),
        actions: [...buttons],
      }),
      output: { ...output, annotations },
      request: noRetries,
    });
    return true;
  };
  const find = async () => {
    const { data } = await octokit.rest.checks.get({ owner, repo, check_run_id: id });
    const arrived = data.output.annotations_count >= from + annotations.length;
    return arrived && data.status === 'completed' ? true : null;
  };
  await sendOnce(send, find, wait);
}

/** The check run of ours that was left open for what `target` says; null when there is none. */
export async function findOpenCheckRun(
  { octokit, appId }: Writer,
  target: Target,
): Promise<number | null> {
  const { data } = await octokit.rest.checks.listForRef({
    owner: target.owner,
    repo: target.repo,
    ref: target.head,
    check_name: checkName,
    ...(appId !== undefined && { app_id: appId }),
    // The latest one alone may be about another pull request with the same head.
    filter: 'all',
    per_page: 100,
  });
  const open = data.check_runs.find(
    (run) => run.external_id === target.externalId && run.status !== 'completed',
  );
  return open?.id ?? null;
}
