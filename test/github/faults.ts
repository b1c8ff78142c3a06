import type { World } from './state.ts';

/** A request, as faults see it. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly operation: string | undefined;
  readonly body: unknown;
}

/**
 * Which requests: an operation's id in GitHub's description (`checks/create`, `graphql`), a pattern
 * over `METHOD /path?query`, or a function.
 */
export type Matcher = string | RegExp | ((request: Incoming) => boolean);

export interface FaultOptions {
  /** The status to answer with. */
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** How many requests it hits; 1 when left out. */
  times?: number;
  /** Drops the connection without an answer. */
  drop?: boolean;
  /** Milliseconds before the request is dealt with. */
  delay?: number;
  /** Does what was asked, and only then fails: the answer is lost, the deed is done. */
  after?: boolean;
}

export interface Fault {
  readonly match: Matcher;
  readonly options: FaultOptions;
  readonly gate: Promise<void> | undefined;
  readonly onHit: () => void;
  left: number;
}

/** A request that is kept waiting until it is released. */
export interface Held {
  /** Settles when the request has arrived. */
  readonly reached: Promise<void>;
  release(): void;
}

/** GitHub's answer to too many requests at once; `retryAfter` in seconds. */
export function secondaryLimit(retryAfter: number): FaultOptions {
  return {
    status: 403,
    headers: { 'retry-after': String(retryAfter) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes.',
      documentation_url:
        'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
    },
  };
}

/** GitHub's answer when the hour's requests are used up; `reset` in seconds since 1970. */
export function primaryLimit(reset: number): FaultOptions {
  return {
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
    body: {
      message: 'API rate limit exceeded for installation.',
      documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
    },
  };
}

export function addFault(world: World, match: Matcher, options: FaultOptions): void {
  world.faults.push({
    match,
    options,
    gate: undefined,
    onHit: () => {},
    left: options.times ?? 1,
  });
}

/** Keeps the next matching request waiting until it is released. */
export function hold(world: World, match: Matcher): Held {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  world.faults.push({ match, options: {}, gate: gate.promise, onHit: reached.resolve, left: 1 });
  return { reached: reached.promise, release: gate.resolve };
}

/** Takes the first fault that matches, and counts it. */
export function takeFault(world: World, request: Incoming): Fault | undefined {
  const fault = world.faults.find(({ left, match }) => left > 0 && matches(match, request));
  if (!fault) return undefined;
  fault.left -= 1;
  fault.onHit();
  return fault;
}

function matches(match: Matcher, request: Incoming): boolean {
  if (typeof match === 'function') return match(request);
  if (typeof match === 'string') return match === request.operation;
  return match.test(`${request.method} ${request.path}`);
}
