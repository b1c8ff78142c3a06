import { schema as githubSchema } from '@octokit/graphql-schema';
import {
  buildSchema,
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { authorOf, type Caller } from '../auth.ts';
import type { Answer } from '../call.ts';
import { Failure } from '../failure.ts';
import { nodeId } from '../represent.ts';
import type { World } from '../state.ts';
import { Refusal } from './refusal.ts';
import { repositoryField } from './repository.ts';

let built: GraphQLSchema | undefined;

/** GitHub's own schema. It is built once in a process, since that takes a moment. */
function schema(): GraphQLSchema {
  built ??= buildSchema(githubSchema.idl, {
    assumeValid: true,
    assumeValidSDL: true,
    noLocation: true,
  });
  return built;
}

interface GraphqlRequest {
  query?: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/**
 * Runs a query on GitHub's schema. Like GitHub, it answers 200 whatever the query says; errors stand
 * in `errors`. A field that is not simulated is such an error, and a violation.
 */
export async function answerGraphql(world: World, caller: Caller, body: unknown): Promise<Answer> {
  if (caller.app) throw new Failure(401, 'Requires an installation token, not a JWT');
  const { query, variables, operationName } = (body ?? {}) as GraphqlRequest;
  if (typeof query !== 'string') throw new Failure(400, 'A query attribute must be specified');
  const document = checkedDocument(world, query);
  if (Array.isArray(document)) return { body: { errors: document } };
  const { data, errors } = await execute({
    schema: schema(),
    document,
    rootValue: root(world, caller),
    variableValues: variables ?? {},
    operationName: operationName ?? null,
    fieldResolver: simulatedField,
  });
  for (const { originalError, message } of errors ?? []) {
    if (!(originalError instanceof Refusal)) world.violations.push(`graphql: ${message}`);
  }
  return { body: { data, ...(errors ? { errors: errors.map(shown) } : {}) } };
}

function checkedDocument(world: World, query: string): DocumentNode | unknown[] {
  try {
    const document = parse(query);
    const errors = validate(schema(), document);
    world.violations.push(...errors.map(({ message }) => `graphql: ${message}`));
    return errors.length > 0 ? errors.map(shown) : document;
  } catch (error) {
    world.violations.push(`graphql: ${(error as Error).message}`);
    return [shown(error as GraphQLError)];
  }
}

function shown(error: GraphQLError): unknown {
  const type = error.originalError instanceof Refusal ? { type: error.originalError.type } : {};
  const { path, locations, message } = error;
  return { ...type, ...(path ? { path } : {}), locations, message };
}

function root(world: World, caller: Caller & { app: false }) {
  const { requestsPerHour: limit } = world.limits;
  const { used } = caller.token;
  return {
    minimizeComment: ({ input }: { input: MinimizeInput }) => minimize(world, caller, input),
    viewer: { login: authorOf(world, caller) },
    repository: (args: { owner: string; name: string }) =>
      repositoryField(world, caller, args.owner, args.name),
    rateLimit: {
      cost: 1,
      limit,
      used: used + 1,
      remaining: Math.max(limit - used - 1, 0),
      nodeCount: 0,
      resetAt: new Date(Date.now() + 3_600_000).toISOString(),
    },
  };
}

interface MinimizeInput {
  readonly subjectId: string;
  readonly classifier: string;
}

/** Folds a line comment of a review away. */
function minimize(world: World, caller: Caller & { app: false }, input: MinimizeInput) {
  const comments = world.repositories.flatMap(({ pulls }) =>
    pulls.flatMap(({ reviews }) => reviews.flatMap((review) => review.comments)),
  );
  const comment = comments.find(
    ({ id }) => nodeId('PullRequestReviewComment', id) === input.subjectId,
  );
  if (!comment)
    throw new Refusal('NOT_FOUND', `Could not resolve to a node with ${input.subjectId}`);
  if (caller.token.permissions['pull_requests'] !== 'write') {
    throw new Refusal('FORBIDDEN', 'Resource not accessible by integration');
  }
  comment.minimized = input.classifier;
  return { clientMutationId: null };
}

/** Gives a field that the simulated object has, and fails loudly on any other. */
const simulatedField: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  args,
  _,
  { fieldName, parentType },
) => {
  if (!(fieldName in source)) {
    throw new GraphQLError(
      `${parentType.name}.${fieldName} is not simulated; add it in test/github/graphql`,
    );
  }
  const value = source[fieldName];
  return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
};
