import { statusOf } from '../github/send-once.ts';
import { GitHubError } from '../source/github/error.ts';
import { UsageError } from './usage-error.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** What GitHub refused to a person's token, with what to do about it; other errors as they are. */
export function withAdvice(error: unknown): unknown {
  if (!(error instanceof GitHubError)) return error;
  const advice = adviceFor(error);
  return advice === null ? error : new UsageError(`${error.message}\n${advice}`);
}

function adviceFor({ cause, reason, retryAfter }: GitHubError): string | null {
  const sso = headersOf(cause)['x-github-sso'];
  if (sso !== undefined) {
    const page = /\burl=(\S+)/.exec(sso)?.[1];
    return `The organisation wants single sign-on: authorise the token${page ? ` at ${page}` : ' in the settings of your account'}`;
  }
  if (statusOf(cause) === 401) {
    return 'The token is wrong, has expired or was revoked. A new one: GITHUB_TOKEN=$(gh auth token)';
  }
  if (reason === 'rate-limited') return `It ends in about ${minutes(retryAfter ?? 60)}.`;
  if (reason === 'gone' || reason === 'forbidden') {
    return (
      'A classic token needs the scope "repo" for a private repository; a fine-grained one must name ' +
      'the repository, and read its contents and pull requests (write, for --post).'
    );
  }
  return null;
}

function headersOf(cause: unknown): Headers {
  return (cause as { response?: { headers?: Headers } }).response?.headers ?? {};
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? 'a minute' : `${count} minutes`;
}
