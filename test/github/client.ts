import { Probot, ProbotOctokit } from 'probot';
import type { GitHub } from './start.ts';

/** Probot's own client for an installation, signed in as the app, that neither waits nor retries. */
export async function installationClient(github: GitHub, owner: string) {
  return newProbot(github, github.app.privateKey).auth(github.installation(owner));
}

/** The same with the app's own JWT. */
export async function appClient(github: GitHub, privateKey = github.app.privateKey) {
  return newProbot(github, privateKey).auth();
}

function newProbot(github: GitHub, privateKey: string): Probot {
  const Octokit = ProbotOctokit.defaults((defaults: object) => ({
    ...defaults,
    baseUrl: github.url,
    retry: { enabled: false },
    throttle: { enabled: false },
  }));
  return new Probot({ appId: github.app.id, privateKey, Octokit, logLevel: 'fatal' });
}
