import { example, representUser, type Json } from './represent.ts';
import { representCheckRun } from './rest/checks.ts';
import type { CheckRun, Repository, World } from './state.ts';
import { commonPayload, deliver } from './webhooks.ts';

/** A person asks for a check run again, or presses one of its buttons. */
export async function deliverCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  button?: string,
): Promise<void> {
  await deliver(world, 'check_run', {
    action: button === undefined ? 'rerequested' : 'requested_action',
    check_run: representCheckRun(world, repository, run),
    ...(button === undefined ? {} : { requested_action: { identifier: button } }),
    ...commonPayload(world, repository, repository.owner),
  });
}

/** A person asks for all checks of a commit again. GitHub names no pull requests of forks. */
export async function deliverCheckSuite(
  world: World,
  repository: Repository,
  sha: string,
): Promise<void> {
  const { check_suite } = example('check_suite', ({ action }) => action === 'rerequested');
  const pulls = repository.pulls.filter(
    ({ head }) => head.repository === repository && head.sha === sha,
  );
  await deliver(world, 'check_suite', {
    action: 'rerequested',
    check_suite: {
      ...(check_suite as Json),
      head_sha: sha,
      head_branch: pulls[0]?.head.branch ?? null,
      pull_requests: pulls.map(({ id, number }) => ({ id, number })),
    },
    ...commonPayload(world, repository, repository.owner),
  });
}

/** Installs the app on an owner's repositories, or adds them to what it is installed on. */
export async function install(
  world: World,
  repositories: readonly Repository[],
  how: 'created' | 'added',
): Promise<void> {
  const { owner } = repositories[0]!;
  for (const repository of repositories) repository.installed = true;
  if (!world.installations.has(owner)) world.installations.set(owner, world.nextId());
  const named = repositories.map(({ id, name, private: isPrivate }) => ({
    id,
    name,
    full_name: `${owner}/${name}`,
    private: isPrivate,
  }));
  const event = how === 'created' ? 'installation' : 'installation_repositories';
  const base = example(event, ({ action }) => action === how);
  await deliver(world, event, {
    ...base,
    installation: { ...(base.installation as Json), id: world.installations.get(owner) },
    ...(how === 'created' ? { repositories: named } : { repositories_added: named }),
    sender: representUser(world, owner),
  });
}
