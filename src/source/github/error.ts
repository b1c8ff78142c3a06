import { SourceError } from '../source-error.ts';

/**
 * `gone`: the repository, the pull request or a commit no longer exists, or the app may not see it;
 * `forbidden`: the token lacks a permission; `unavailable`: GitHub or the network failed.
 */
export type GitHubErrorReason = 'gone' | 'forbidden' | 'rate-limited' | 'unavailable';

/** What GitHub did not answer, and why. */
export class GitHubError extends SourceError {
  override name = 'GitHubError';
  readonly reason: GitHubErrorReason;
  /** Seconds until GitHub answers again; null unless `rate-limited`. */
  readonly retryAfter: number | null;

  constructor(
    message: string,
    reason: GitHubErrorReason,
    retryAfter: number | null,
    cause: unknown,
  ) {
    super(message, { cause });
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** The part of the errors of @octokit/request-error and @octokit/graphql that is looked at. */
interface OctokitError extends Error {
  readonly status?: number;
  readonly headers?: Headers;
  readonly response?: { readonly headers?: Headers };
  readonly errors?: readonly { readonly type?: string; readonly message: string }[];
}

/** GitHub asks for a minute where a secondary rate limit does not say how long. */
const defaultRetryAfter = 60;

/**
 * Says what an error of octokit means. `what` is what was to be read, as in "the files of a commit".
 * Errors that are not an answer of GitHub's are given back as they are.
 */
export function asGitHubError(error: unknown, what: string): unknown {
  const { status, errors, message, ...rest } = fieldsOf(error as OctokitError);
  if (status === undefined && errors === undefined) return error;
  const headers = rest.response?.headers ?? rest.headers ?? {};
  const reason = errors ? reasonOfGraphql(errors) : reasonOfStatus(status ?? 0, headers, message);
  const retryAfter = reason === 'rate-limited' ? secondsToWait(headers) : null;
  return new GitHubError(`${what}: ${sentences[reason]} (${message})`, reason, retryAfter, error);
}

/** `message` is not enumerable, so it is named. */
function fieldsOf(error: OctokitError) {
  const { status, headers, response, errors, message } = error;
  return { status, headers, response, errors, message };
}

const sentences: Readonly<Record<GitHubErrorReason, string>> = {
  gone: 'GitHub does not have it, or does not show it to this token',
  forbidden: 'GitHub does not permit it to this token',
  'rate-limited': 'the rate limit of GitHub is used up',
  unavailable: 'GitHub did not answer',
};

function reasonOfStatus(status: number, headers: Headers, message: string): GitHubErrorReason {
  if (status === 429) return 'rate-limited';
  if (status === 403) return isRateLimit(headers, message) ? 'rate-limited' : 'forbidden';
  if (status === 401 || status === 451) return 'forbidden';
  return status >= 500 ? 'unavailable' : 'gone';
}

function isRateLimit(headers: Headers, message: string): boolean {
  if (headers['retry-after'] !== undefined) return true;
  return headers['x-ratelimit-remaining'] === '0' || /\brate limit\b/i.test(message);
}

function reasonOfGraphql(errors: readonly { readonly type?: string }[]): GitHubErrorReason {
  const types = new Set(errors.map(({ type }) => type));
  if (types.has('RATE_LIMITED') || types.has('RATE_LIMIT')) return 'rate-limited';
  if (types.has('NOT_FOUND')) return 'gone';
  return types.has('FORBIDDEN') ? 'forbidden' : 'unavailable';
}

function secondsToWait(headers: Headers): number {
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after)) return after;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return defaultRetryAfter;
  return Math.max(1, Math.ceil(reset - Date.now() / 1000));
}
