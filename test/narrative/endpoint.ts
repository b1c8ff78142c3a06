import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Answer, Claim } from '../../src/narrative/answer.ts';
import { createMemoryLedger } from '../../src/narrative/budget.ts';
import { createAsk } from '../../src/narrative/model.ts';
import type { Narrator } from '../../src/narrative/narrate.ts';

let server: Server;
let origin = '';
let replies: readonly Reply[] = [];
let always: Reply | null = null;
let asked: Asked = { bodies: [], keys: [] };

/** Serves what `endpoint` is given, on loopback, for the tests of a file. */
export function useEndpoint(): void {
  beforeAll(async () => {
    server = createServer((request, response) => void serve(request, response)).listen(0);
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    const left = replies.length;
    replies = [];
    always = null;
    expect(left).toBe(0);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse(await text(request)) as Asked['bodies'][number];
  asked.bodies.push(body);
  asked.keys.push(String(request.headers.authorization));
  const [reply = always, ...rest] = replies;
  replies = rest;
  if (reply === never) return;
  const { status, body: sent } = isRaw(reply) ? reply : { status: 200, body: completion(reply) };
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' });
  response.end(typeof sent === 'string' ? sent : JSON.stringify(sent));
}

/** A narrator against the endpoint. */
export function narratorOf(more: Partial<Narrator> & { timeout?: number } = {}): Narrator {
  const { timeout = 20, ...rest } = more;
  const settings = { baseUrl: `${origin}/v1`, apiKey: 'sk-test', timeout, maxOutputTokens: 2_000 };
  return {
    ask: createAsk(settings),
    model: 'architect-1',
    settings,
    inputTokens: 12_000,
    budget: { tokens: 1_000_000, dollars: null, price: { input: 0, output: 0 } },
    ledger: createMemoryLedger(),
    now: () => Date.UTC(2031, 4, 17),
    ...rest,
  };
}

/** What the endpoint was asked, in the order of the calls. */
export interface Asked {
  readonly bodies: { messages: { role: string; content: string }[]; stream?: boolean }[];
  readonly keys: string[];
}

/** In place of a reply: the connection stays open. */
export const never = 'never';

interface RawReply {
  readonly status: number;
  readonly body: unknown;
}

/** The content of the model's message, or a whole response. */
type Reply = object | string | RawReply;

function isRaw(reply: Reply | null): reply is RawReply {
  return typeof reply === 'object' && reply !== null && 'status' in reply;
}

/** Lets the endpoint answer these, one call each, and nothing else. */
export function endpoint(...next: readonly Reply[]): Asked {
  replies = next;
  asked = { bodies: [], keys: [] };
  return asked;
}

/** Lets the endpoint answer every call like this; gives its address. */
export function standingEndpoint(reply: Reply): string {
  always = reply;
  asked = { bodies: [], keys: [] };
  return `${origin}/v1`;
}

function completion(reply: unknown): object {
  const content = typeof reply === 'string' ? reply : JSON.stringify(reply);
  return {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'architect-1',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1_000 },
  };
}

export function claim(said: string, ...anchors: string[]): Claim {
  return { text: said, anchors };
}

/** An answer with only its intent, and what else is given. */
export function answerOf(more: Partial<Answer> = {}): Answer {
  return {
    intent: claim('The change takes an address away from `users`.', 'F1'),
    good: [],
    risks: [],
    deploy: [],
    questions: [],
    designs: null,
    ...more,
  };
}
