import type { Answer, RepositoryCall } from '../call.ts';
import { representRepository, representUser } from '../represent.ts';

export function getRepository({ world, repository }: RepositoryCall): Answer {
  return { body: representRepository(world, repository) };
}

/** What the older `permission` calls the newer roles. */
const legacy: Readonly<Record<string, string>> = { maintain: 'write', triage: 'read' };

export function getPermission({ world, repository, params }: RepositoryCall): Answer {
  const login = params.username!;
  const fallback = repository.private ? 'none' : 'read';
  const role =
    login === repository.owner ? 'admin' : (repository.collaborators.get(login) ?? fallback);
  const permission = legacy[role] ?? role;
  const user = { ...representUser(world, login), role_name: role };
  return { body: { permission, role_name: role, user } };
}
