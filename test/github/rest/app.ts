import { issueToken } from '../auth.ts';
import type { Answer, Call, RepositoryCall } from '../call.ts';
import { Failure, notFound } from '../failure.ts';
import { allows, type Level, type Permissions } from '../permissions.ts';
import { iso, nodeId, representRepository, representUser, type Json } from '../represent.ts';
import type { Repository, World } from '../state.ts';

const epoch = iso(new Date(0));

/** The app, as `GET /app` and check runs show it. */
export function representApp(world: World): Json {
  const { app } = world;
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    client_id: `Iv1.${app.id}`,
    owner: representUser(world, app.slug),
    name: app.slug,
    description: '',
    external_url: 'https://example.com',
    html_url: `https://github.com/apps/${app.slug}`,
    created_at: epoch,
    updated_at: epoch,
    permissions: app.permissions,
    events: app.events,
  };
}

export function getApp({ world }: Call): Answer {
  return { body: representApp(world) };
}

export function getInstallation({ world, repository }: RepositoryCall): Answer {
  const { owner } = repository;
  const id = world.installations.get(owner)!;
  const { app } = world;
  return {
    body: {
      id,
      account: representUser(world, owner),
      repository_selection: 'all',
      access_tokens_url: `${world.url}/app/installations/${id}/access_tokens`,
      repositories_url: `${world.url}/installation/repositories`,
      html_url: `https://github.com/settings/installations/${id}`,
      app_id: app.id,
      app_slug: app.slug,
      target_id: world.users.get(owner) ?? 0,
      target_type: 'User',
      permissions: app.permissions,
      events: app.events,
      created_at: epoch,
      updated_at: epoch,
      single_file_name: null,
      suspended_by: null,
      suspended_at: null,
    },
  };
}

interface TokenRequest {
  permissions?: Permissions;
  repositories?: string[];
  repository_ids?: number[];
}

export function postAccessToken({ world, params, body }: Call): Answer {
  const installation = Number(params.installation_id);
  const [owner] = [...world.installations].find(([, id]) => id === installation) ?? [];
  if (owner === undefined) throw notFound();
  const asked = body as TokenRequest;
  const permissions = narrowedPermissions(world.app.permissions, asked.permissions);
  const repositories = narrowedRepositories(world, owner, asked);
  const ids = repositories?.map(({ id }) => id);
  const token = issueToken(world, { installation, owner, permissions, repositories: ids });
  return {
    status: 201,
    body: {
      token: token.value,
      expires_at: token.expiresAt,
      permissions,
      repository_selection: repositories ? 'selected' : 'all',
      ...(repositories
        ? { repositories: repositories.map((one) => representRepository(world, one)) }
        : {}),
    },
  };
}

function narrowedPermissions(held: Permissions, asked: Permissions | undefined): Permissions {
  if (!asked) return held;
  const granted = Object.entries(asked).every(([permission, level]) =>
    allows(held, [[permission, level as Level]]),
  );
  if (!granted) {
    throw new Failure(422, 'The permissions requested are not granted to this installation.');
  }
  return { ...asked, metadata: 'read' };
}

function narrowedRepositories(
  world: World,
  owner: string,
  { repositories: names, repository_ids: ids }: TokenRequest,
): Repository[] | undefined {
  if (!names && !ids) return undefined;
  const installed = world.repositories.filter((one) => one.installed && one.owner === owner);
  const chosen = installed.filter(({ id, name }) => names?.includes(name) || ids?.includes(id));
  if (chosen.length < new Set(names).size + new Set(ids).size) {
    throw new Failure(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  return chosen;
}
