import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { Failure } from './failure.ts';
import { allows, type Need, type Permissions } from './permissions.ts';
import type { Repository, Token, World } from './state.ts';

/** Who asks: the app itself by its JWT, or one of its installations by a token. */
export type Caller = { readonly app: true } | { readonly app: false; readonly token: Token };

/** @throws Failure 401 when the header is missing, false or expired */
export function authenticate(world: World, header: string | undefined): Caller {
  const credential = /^(?:bearer|token) (\S+)$/i.exec(header ?? '')?.[1];
  if (!credential) throw new Failure(401, 'Requires authentication');
  const token = world.tokens.get(credential);
  if (token) return { app: false, token };
  if (credential.split('.').length !== 3) throw new Failure(401, 'Bad credentials');
  checkJwt(world, credential);
  return { app: true };
}

/** The rules of "Generating a JSON Web Token (JWT) for a GitHub App": RS256, at most ten minutes. */
function checkJwt(world: World, jwt: string): void {
  const [head, claims, signature] = jwt.split('.') as [string, string, string];
  const { alg } = decoded(head);
  const { iss, iat, exp } = decoded(claims);
  const now = Date.now() / 1000;
  const key = createPublicKey(world.app.publicKey);
  const signed = Buffer.from(`${head}.${claims}`);
  if (alg !== 'RS256' || !verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) {
    throw new Failure(401, 'A JSON web token could not be decoded');
  }
  if (String(iss) !== String(world.app.id)) throw new Failure(401, 'Integration not found');
  if (typeof exp !== 'number' || exp < now || exp > now + 660) {
    throw new Failure(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (typeof iat !== 'number' || iat > now + 60) {
    throw new Failure(401, "'Issued at' claim ('iat') must be an Integer representing the time");
  }
}

function decoded(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    throw new Failure(401, 'A JSON web token could not be decoded');
  }
}

/** Makes a token for an installation. Its time is real, since clients hold it against their clock. */
export function issueToken(world: World, token: Omit<Token, 'used'>) {
  const value = `ghs_${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, '0')}`;
  world.tokens.set(value, { ...token, used: 0 });
  return { value, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
}

/** @throws Failure 403 in GitHub's words when the token holds none of the needed permissions */
export function requirePermission(permissions: Permissions, needs: readonly Need[]): void {
  if (allows(permissions, needs)) return;
  const accepted = needs.map((need) => need.join('=')).join('; ');
  throw new Failure(403, 'Resource not accessible by integration', {
    headers: { 'x-accepted-github-permissions': accepted },
  });
}

/** The repository, if the caller can see it; undefined is GitHub's 404. */
export function visibleRepository(
  world: World,
  caller: Caller,
  owner: string,
  name: string,
): Repository | undefined {
  const repository = world.repositories.find(
    (candidate) => same(candidate.owner, owner) && same(candidate.name, name),
  );
  if (!repository) return undefined;
  if (!caller.app && caller.token.login !== undefined) {
    return isShownTo(caller.token.login, repository) ? repository : undefined;
  }
  if (!repository.installed) return undefined;
  if (caller.app) return repository;
  const { token } = caller;
  if (!same(token.owner, repository.owner)) return undefined;
  if (token.repositories && !token.repositories.includes(repository.id)) return undefined;
  return repository;
}

function isShownTo(login: string, { owner, collaborators, private: hidden }: Repository): boolean {
  return !hidden || same(login, owner) || collaborators.has(login);
}

/** Under which login a caller writes. */
export function authorOf(world: World, caller: Caller): string {
  if (!caller.app && caller.token.login !== undefined) return caller.token.login;
  return `${world.app.slug}[bot]`;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
