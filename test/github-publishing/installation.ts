import { Probot } from 'probot';
import { createOctokitClass } from '../../src/github/octokit.ts';
import type { Installation } from '../../src/github/target.ts';
import { createConnect } from '../../src/worker/connect.ts';
import type { GitHub } from '../github/start.ts';

/** Signs in at the simulated GitHub; waits are noted in milliseconds instead of waited. */
export async function signIn(
  github: GitHub,
  owner: string,
): Promise<Installation & { readonly waits: readonly number[] }> {
  const probot = new Probot({
    appId: github.app.id,
    privateKey: github.app.privateKey,
    baseUrl: github.url,
    logLevel: 'fatal',
    Octokit: createOctokitClass({
      throttle: { enabled: false },
      retry: { retryAfterBaseValue: 0 },
    }),
  });
  const waits: number[] = [];
  const connect = createConnect(probot, async (milliseconds) => waits.push(milliseconds));
  return { ...(await connect(github.installation(owner))), waits };
}
