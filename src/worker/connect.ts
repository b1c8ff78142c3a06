import type { Probot, ProbotOctokit } from 'probot';
import type { Wait } from '../github/send-once.ts';
import type { Installation } from '../github/target.ts';

/** The app in one installation, where it reads and publishes with the same octokit. */
export interface SignedIn extends Installation {
  readonly octokit: ProbotOctokit;
}

/** Signs in to an installation of the app. */
export type Connect = (installation: number) => Promise<SignedIn>;

interface Identity {
  readonly appId: number;
  readonly login: string;
}

/**
 * Makes the function that signs in. `probot.auth` gives each installation its own rate limiter, which
 * the octokit of an event does not. Who the app is, is asked of GitHub once.
 */
export function createConnect(probot: Pick<Probot, 'auth'>, wait: Wait): Connect {
  let identity: Promise<Identity> | null = null;

  return async (installation) => {
    identity ??= readIdentity(probot).catch((error: unknown) => {
      identity = null;
      throw error;
    });
    const known = await identity;
    return { ...known, octokit: await probot.auth(installation), wait };
  };
}

async function readIdentity(probot: Pick<Probot, 'auth'>): Promise<Identity> {
  const octokit = await probot.auth();
  const { data } = await octokit.rest.apps.getAuthenticated();
  if (!data?.slug) throw new Error('GitHub does not know this app: check APP_ID and PRIVATE_KEY');
  return { appId: data.id, login: `${data.slug}[bot]` };
}
