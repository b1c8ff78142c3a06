import type { OpenAPIBackend, Operation } from 'openapi-backend';
import { authenticate, requirePermission, visibleRepository, type Caller } from './auth.ts';
import type { Answer, Call, RepositoryCall } from './call.ts';
import { checkRequest, type RawRequest } from './check-request.ts';
import { responseErrors } from './check-response.ts';
import { Failure, notFound } from './failure.ts';
import { answerGraphql } from './graphql/answer.ts';
import { parsed } from './parsed.ts';
import { operationNeeds } from './permissions.ts';
import { handlers } from './rest/handlers.ts';
import type { World } from './state.ts';

/** The operation of GitHub's description that a request is for. */
export function operationOf(
  description: OpenAPIBackend,
  request: RawRequest,
): Operation | 'graphql' | undefined {
  if (request.path === '/graphql') return 'graphql';
  return description.router.matchOperation(request);
}

/** Who asks; undefined when the credentials are missing or false. */
export function callerOf(world: World, request: RawRequest): Caller | undefined {
  try {
    return authenticate(world, request.headers.authorization);
  } catch {
    return undefined;
  }
}

/** GitHub's answer, its refusals included. */
export async function answerSafely(
  world: World,
  description: OpenAPIBackend,
  operation: Operation | 'graphql' | undefined,
  request: RawRequest,
): Promise<Answer> {
  try {
    const caller = authenticate(world, request.headers.authorization);
    if (operation === 'graphql') return await answerGraphql(world, caller, parsed(request.body));
    return await answer(world, description, operation, request, caller);
  } catch (error) {
    if (error instanceof Failure) {
      return { status: error.status, body: error.body, headers: error.headers };
    }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.violations.push(`${request.method} ${request.path}: the simulator failed: ${message}`);
    return { status: 500, body: { message } };
  }
}

async function answer(
  world: World,
  description: OpenAPIBackend,
  operation: Operation | undefined,
  request: RawRequest,
  caller: Caller,
): Promise<Answer> {
  const handler = handlers[operation?.operationId ?? ''];
  if (!operation || !handler) {
    const message = `${request.method} ${request.path} is not simulated; add it in test/github/rest`;
    world.violations.push(message);
    throw new Failure(501, message);
  }
  const call = callOf(world, description, operation, request, caller);
  const repository = repositoryOf(call);
  allow(operation, caller);
  try {
    checkRequest(description, operation, request);
  } catch (error) {
    world.violations.push(`${request.method} ${request.path}: ${(error as Error).message}`);
    throw error;
  }
  const answered = await handler({ ...call, repository } as RepositoryCall);
  if (world.checkAnswers) {
    const errors = responseErrors(description, operation, answered);
    world.violations.push(...errors.map((error) => `${request.method} ${request.path}: ${error}`));
  }
  return answered;
}

function callOf(
  world: World,
  description: OpenAPIBackend,
  operation: Operation,
  request: RawRequest,
  caller: Caller,
): Call {
  const { params, query } = description.router.parseRequest({ ...request }, operation);
  return {
    world,
    caller,
    params: params as Record<string, string>,
    query: query as Record<string, string>,
    body: parsed(request.body) ?? {},
    accept: request.headers.accept ?? '',
    address: request.path.split('?')[0]!,
  };
}

function repositoryOf({ world, caller, params }: Call) {
  if (!params.owner || !params.repo) return undefined;
  const repository = visibleRepository(world, caller, params.owner, params.repo);
  if (!repository) throw notFound();
  return repository;
}

function allow(operation: Operation, caller: Caller): void {
  const needs = operationNeeds[operation.operationId ?? ''];
  if (needs && caller.app) throw new Failure(401, 'Requires an installation token, not a JWT');
  if (!needs && !caller.app) throw new Failure(401, 'A JSON web token could not be decoded');
  if (needs && !caller.app) requirePermission(caller.token.permissions, needs);
}
