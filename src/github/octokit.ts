import { ProbotOctokit } from 'probot';

/** What is published with. */
export type Octokit = Pick<ProbotOctokit, 'rest' | 'paginate' | 'graphql'>;

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** What `createOctokitClass` hands to Octokit's throttling and retry plugins. */
export interface OctokitSettings {
  readonly throttle?: { readonly enabled?: boolean; readonly retryAfterBaseValue?: number };
  readonly retry?: { readonly retryAfterBaseValue?: number };
}

/** GitHub's REST API is versioned by date; without the header the server chooses. */
const apiVersion = '2022-11-28';

/** Longest wait, in seconds, for a limit to end while a review holds its place in the queue. */
const longestWait = 120;

/**
 * Makes Probot's Octokit with a pinned API version, which also waits out secondary rate limits.
 * The options must be a function: Probot's own handlers win over an object.
 */
export function createOctokitClass(settings: OctokitSettings = {}): typeof ProbotOctokit {
  return ProbotOctokit.plugin(pinApiVersion).defaults((options: OctokitOptions) => ({
    ...options,
    throttle: { ...options['throttle'], onRateLimit, onSecondaryRateLimit, ...settings.throttle },
    retry: { ...options['retry'], ...settings.retry },
  }));
}

/** A plugin of Octokit. */
export function pinApiVersion(octokit: Pick<ProbotOctokit, 'hook'>): void {
  octokit.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = apiVersion;
  });
}

interface Limited {
  readonly method: string;
  readonly url: string;
}

function onRateLimit(
  seconds: number,
  request: Limited,
  octokit: Pick<ProbotOctokit, 'log'>,
  retries: number,
): boolean {
  return waitsFor('Rate limit', seconds, request, octokit, retries);
}

function onSecondaryRateLimit(
  seconds: number,
  request: Limited,
  octokit: Pick<ProbotOctokit, 'log'>,
  retries: number,
): boolean {
  return waitsFor('Secondary rate limit', seconds, request, octokit, retries);
}

function waitsFor(
  limit: string,
  seconds: number,
  request: Limited,
  octokit: Pick<ProbotOctokit, 'log'>,
  retries: number,
): boolean {
  const again = retries < 3 && seconds <= longestWait;
  const then = again ? `again in ${seconds} s` : `given up; it ends in ${seconds} s`;
  octokit.log.warn(`${limit} at ${request.method} ${request.url}: ${then}`);
  return again;
}
