import type { IssueCommentPayload } from '../comments/answer-command.ts';
import type { Errand } from '../errand.ts';
import type { EventSource } from '../job.ts';
import type { CheckSuitePayload } from './check-suite.ts';
import type { InstallationPayload } from './installation.ts';
import { movesDefaultBranch, type PushPayload } from './push.ts';

/**
 * The errands of events; null for one that does not come from an installation. Of a payload only what
 * is needed is kept, since it is stored.
 */
export const errandOf = {
  suite(delivery: string, payload: CheckSuitePayload): Errand | null {
    const source = sourceOf(payload);
    if (!source) return null;
    const { head_sha, pull_requests } = payload.check_suite;
    const pulls = pull_requests.map(({ number }) => ({ number }));
    const check_suite = { head_sha, pull_requests: pulls };
    const { installation } = source;
    return {
      kind: 'suite',
      delivery,
      installation: installation.id,
      payload: { ...source, check_suite },
    };
  },

  installation(delivery: string, payload: InstallationPayload): Errand {
    const { id } = payload.installation;
    const all = [...(payload.repositories ?? []), ...(payload.repositories_added ?? [])];
    const repositories = all.map(({ full_name }) => ({ full_name }));
    return {
      kind: 'installation',
      delivery,
      installation: id,
      payload: { installation: { id }, repositories },
    };
  },

  push(delivery: string, payload: PushPayload): Errand | null {
    const source = sourceOf(payload);
    if (!source || !movesDefaultBranch(payload)) return null;
    const { ref, before, after } = payload;
    return {
      kind: 'push',
      delivery,
      installation: source.installation.id,
      payload: { ...source, ref, before, after },
    };
  },

  command(delivery: string, payload: IssueCommentPayload): Errand | null {
    const source = sourceOf(payload);
    if (!source) return null;
    const { issue, comment, sender } = payload;
    const { number, state, user } = issue;
    return {
      kind: 'command',
      delivery,
      installation: source.installation.id,
      payload: {
        ...source,
        issue: {
          number,
          state,
          user: user && { login: user.login },
          pull_request: issue.pull_request ? {} : undefined,
        },
        comment: { id: comment.id, body: comment.body },
        sender: { login: sender.login, type: sender.type },
      },
    };
  },
} as const;

/** What an event comes from, without all that it tells about it. */
function sourceOf({ installation, repository }: EventSource) {
  if (!installation || !repository?.owner) return null;
  const { name, owner } = repository;
  return {
    installation: { id: installation.id },
    repository: { name, owner: { login: owner.login } },
  };
}
