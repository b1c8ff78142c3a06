import type { ProbotOctokit } from 'probot';
import type { Log } from './underway.ts';

/** Of 100 deliveries each; what is older than the last ten pages comes with a later sweep or not at all. */
const mostPages = 10;

/** In milliseconds: GitHub redelivers what is younger than three days. */
const oldest = 3 * 24 * 60 * 60_000;

/** A delivery that failed so often is not sent again: something about it is wrong. */
const mostAttempts = 5;

/** One attempt to deliver, the newest first in GitHub's list. */
interface Attempt {
  readonly id: number;
  /** The same for all attempts of a delivery. */
  readonly guid: string;
  readonly status_code: number;
  readonly delivered_at: string;
}

/**
 * Lets GitHub send again what it could not deliver, since it does not by itself. What was stored
 * although its answer was lost is not stored twice.
 *
 * @param octokit signed in as the app
 */
export async function redeliver(
  octokit: Pick<ProbotOctokit, 'rest' | 'paginate'>,
  log: Log,
): Promise<void> {
  const attempts: Attempt[] = [];
  const pages = octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, {
    per_page: 100,
  });
  let page = 0;
  for await (const { data } of pages) {
    attempts.push(...data);
    const last = data.at(-1);
    page += 1;
    if (!last || page === mostPages || isTooOld(last)) break;
  }
  const failed = failedDeliveries(attempts);
  for (const { id } of failed) {
    await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
  }
  if (failed.length > 0) log.info({ deliveries: failed.length }, 'Failed deliveries come again');
}

/** The newest attempt of each delivery that never arrived, the oldest delivery first. */
function failedDeliveries(attempts: readonly Attempt[]): readonly Attempt[] {
  const young = attempts.filter((attempt) => !isTooOld(attempt));
  return [...Map.groupBy(young, ({ guid }) => guid).values()]
    .filter((all) => all.length < mostAttempts && !all.some(arrived))
    .map(([newest]) => newest!)
    .reverse();
}

function arrived({ status_code }: Attempt): boolean {
  return status_code >= 200 && status_code < 300;
}

function isTooOld({ delivered_at }: Attempt): boolean {
  return Date.now() - Date.parse(delivered_at) > oldest;
}
