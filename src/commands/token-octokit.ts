import { Octokit } from '@octokit/rest';
import { pinApiVersion } from '../github/octokit.ts';
import { createWholeFetch } from '../github/whole-fetch.ts';
import { UsageError } from './usage-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A GitHub, as the environment or an option names it. */
export interface GitHubSite {
  /** `github.com`, or another host with its port. */
  readonly host: string;
  /** Address of its pages, without a slash at the end. */
  readonly url: string;
}

/** Which GitHub is meant: the option's, `GHE_HOST`'s, or github.com. */
export function siteOf(host: string | undefined, env: Environment): GitHubSite {
  const named = host ?? (env['GHE_HOST'] || 'github.com');
  if (!/^[\w.-]+(:\d+)?$/.test(named)) {
    throw new UsageError(`"${named}" is no host. Write it like github.example.com`);
  }
  return { host: named, url: `${env['GHE_PROTOCOL'] || 'https'}://${named}` };
}

/**
 * Signs in with the token of the environment.
 *
 * @throws UsageError when there is none
 */
export function tokenOctokit(site: GitHubSite, env: Environment): Octokit {
  const auth = env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  if (!auth) {
    throw new UsageError(
      'there is no token: set GITHUB_TOKEN or GH_TOKEN, for example GITHUB_TOKEN=$(gh auth token)',
    );
  }
  const Pinned = Octokit.plugin(pinApiVersion);
  return new Pinned({
    auth,
    baseUrl: apiOf(site),
    userAgent: 'db-review',
    // What an answer means is said by the command itself.
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: createWholeFetch() },
  });
}

/** github.com and GHE.com have a host for the API, a GitHub Enterprise Server has a path. */
function apiOf({ host, url }: GitHubSite): string {
  if (host === 'github.com' || host.endsWith('.ghe.com')) return `https://api.${host}`;
  return `${url}/api/v3`;
}
