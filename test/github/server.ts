import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAPIBackend } from 'openapi-backend';
import { answerSafely, callerOf, operationOf } from './answer.ts';
import type { Caller } from './auth.ts';
import type { Answer } from './call.ts';
import type { RawRequest } from './check-request.ts';
import { takeFault, type Incoming } from './faults.ts';
import { parsed } from './parsed.ts';
import type { World } from './state.ts';

/** Starts answering on a free port of the loopback interface. */
export async function listen(
  world: World,
  description: OpenAPIBackend,
  onAnswer: () => void,
): Promise<Server> {
  const server = createServer((request, response) => {
    // Only reading the request can fail: whoever sent it went away.
    void serve(world, description, request, response).then(onAnswer, () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function serve(
  world: World,
  description: OpenAPIBackend,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const operation = operationOf(description, request);
  const seen: Incoming = {
    method: request.method,
    path: request.path,
    operation: operation === 'graphql' ? operation : operation?.operationId,
    body: parsed(request.body),
  };
  const answerNow = () => answerSafely(world, description, operation, request);
  const answer = conditional(await answerThroughFaults(world, seen, answerNow), request);
  const caller = callerOf(world, request);
  const counted = caller?.app === false && answer.status !== 304;
  if (counted) caller.token.used += 1;
  world.requests.push({ ...seen, status: answer.status ?? 200, counted });
  if (answer.status === dropped) incoming.socket.destroy();
  else write(response, answer, caller, world);
}

/** The status that stands for a connection which ends without an answer. */
const dropped = 0;

/** Answers, unless a test asked for something else. */
async function answerThroughFaults(
  world: World,
  request: Incoming,
  answerNow: () => Promise<Answer>,
): Promise<Answer> {
  const fault = takeFault(world, request);
  if (!fault) return answerNow();
  const { delay, after, drop, status, body, headers = {} } = fault.options;
  await fault.gate;
  await sleep(delay ?? 0);
  if (!drop && status === undefined) return answerNow();
  if (after) await answerNow();
  if (drop) return { status: dropped, body: null };
  return { status: status!, body: body ?? { message: `The test asked for ${status}` }, headers };
}

async function readRequest(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  return {
    method: incoming.method ?? 'GET',
    path: canonicalPath(incoming.url ?? '/'),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: body === '' ? undefined : body,
  };
}

/**
 * GitHub Enterprise Server's addresses become github.com's, and a path or ref at the end of an
 * address, whose slashes GitHub accepts as they are, becomes one segment.
 */
function canonicalPath(url: string): string {
  const path = url.replace(/^\/api\/graphql\b/, '/graphql').replace(/^\/api\/v3(?=\/)/, '');
  return path.replace(
    /^(\/repos\/[^/]+\/[^/]+\/(?:contents|git\/ref|compare)\/)([^?]*)/,
    (_, start: string, rest: string) => start + rest.replaceAll('/', '%2F'),
  );
}

/** Adds an ETag to what was read, and answers 304 to who has it already. */
function conditional(answer: Answer, request: RawRequest): Answer {
  if (request.method !== 'GET' || (answer.status ?? 200) !== 200) return answer;
  const etag = `W/"${createHash('sha256').update(bytes(answer.body)).digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  if (request.headers['if-none-match'] !== etag) return { ...answer, headers };
  return { status: 304, body: Buffer.alloc(0), headers };
}

function write(response: ServerResponse, answer: Answer, caller: Caller | undefined, world: World) {
  const type = Buffer.isBuffer(answer.body)
    ? 'application/vnd.github.raw+json; charset=utf-8'
    : 'application/json; charset=utf-8';
  response.writeHead(answer.status ?? 200, {
    'content-type': type,
    'x-github-request-id': randomUUID(),
    'x-github-media-type': 'github.v3; format=json',
    ...rateHeaders(caller, world),
    ...answer.headers,
  });
  response.end(bytes(answer.body));
}

function rateHeaders(caller: Caller | undefined, world: World): Record<string, string> {
  if (!caller || caller.app) return {};
  const { requestsPerHour } = world.limits;
  return {
    'x-ratelimit-limit': String(requestsPerHour),
    'x-ratelimit-used': String(caller.token.used),
    'x-ratelimit-remaining': String(Math.max(requestsPerHour - caller.token.used, 0)),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
    'x-ratelimit-resource': 'core',
  };
}

function bytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}
