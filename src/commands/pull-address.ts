import { UsageError } from './usage-error.ts';

/** A pull request, by the names that GitHub's addresses hold. */
export interface PullAddress {
  /** `github.com`, or the host of a GitHub Enterprise Server with its port. */
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

const names = String.raw`([\w.-]+)/([\w.-]+)`;
const short = new RegExp(`^${names}#(\\d+)$`);
const page = new RegExp(`^/${names}/pull/(\\d+)(?:/.*)?$`);

/**
 * Reads `OWNER/REPO#N` or the address of a pull request's page.
 *
 * @param host where the token belongs, and the only place that it is sent to
 * @throws UsageError when it is neither, or leads to another host
 */
export function parsePullAddress(text: string, host: string): PullAddress {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url && url.host !== host) {
    throw new UsageError(
      `${url.host} is not ${host}, where the token goes. For a GitHub Enterprise Server: --host ${url.host}`,
    );
  }
  const [, owner, repo, number] = (url ? page.exec(url.pathname) : short.exec(text)) ?? [];
  if (owner === undefined || repo === undefined || Number(number) < 1) {
    throw new UsageError(
      `"${text}" is no pull request. Write OWNER/REPO#12, or the address of its page.`,
    );
  }
  return { host, owner, repo, number: Number(number) };
}
