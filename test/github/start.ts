import { generateKeyPair } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issueToken } from './auth.ts';
import { loadDescription } from './description.ts';
import { addFault, hold, type FaultOptions, type Held, type Matcher } from './faults.ts';
import { githubLimits, type Limits } from './limits.ts';
import { readManifest, type Permissions } from './permissions.ts';
import { createRepository, type GitHubRepository, type RepositoryOptions } from './repository.ts';
import { handlers } from './rest/handlers.ts';
import { listen } from './server.ts';
import type { App, Delivery, LoggedRequest, World } from './state.ts';
import { deliver } from './webhooks.ts';

export interface GitHubOptions {
  /** Where the app takes its webhooks; may be set later. */
  webhookUrl?: string;
  /** What the app was granted instead of what app.yml asks for. */
  permissions?: Permissions;
  /** Numbers to enforce instead of GitHub's own. */
  limits?: Partial<Limits>;
  /** Holds the answers against GitHub's description too; the simulator's own tests do. */
  checkAnswers?: boolean;
}

/** A running simulation of the part of GitHub that the app uses. */
export interface GitHub {
  /** The API's root; GitHub Enterprise Server's `/api/v3` and `/api/graphql` are answered too. */
  readonly url: string;
  /** The registered app, with the private key and the webhook secret to configure it with. */
  readonly app: App;
  /** Every request, in the order of the answers. */
  readonly requests: readonly LoggedRequest[];
  /** Every break of GitHub's description and every gap of the simulation; a test wants it empty. */
  readonly violations: readonly string[];
  readonly deliveries: readonly Delivery[];
  webhookUrl: string | undefined;
  createRepository(options: RepositoryOptions): Promise<GitHubRepository>;
  /** The id under which the app is installed at an owner. */
  installation(owner: string): number;
  /** A token of a person's own, with the scope `repo`. */
  tokenOf(login: string): string;
  /** Sends any event, signed. */
  deliver(event: string, payload: Record<string, unknown>): Promise<Delivery | undefined>;
  /** Sends a delivery again, under its old id. */
  redeliver(delivery: Delivery): Promise<Delivery | undefined>;
  /** Makes matching requests fail. */
  fail(match: Matcher, options: FaultOptions): void;
  /** Makes no request fail any more. */
  clearFaults(): void;
  /** Keeps the next matching request waiting. */
  hold(match: Matcher): Held;
  /** Waits until the function gives something other than undefined or false; asks after each answer. */
  until<T>(look: () => T | undefined | false): Promise<T>;
  stop(): Promise<void>;
}

const manifest = new URL('../../app.yml', import.meta.url);

/** Starts a GitHub of its own on a free port of the loopback interface. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const [description, app, directory] = await Promise.all([
    loadDescription(Object.keys(handlers)),
    newApp(options),
    mkdtemp(join(tmpdir(), 'github-')),
  ]);
  const world = newWorld(app, directory, options);
  const lookers = new Set<() => void>();
  const server = await listen(world, description, () => lookers.forEach((look) => look()));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port to listen on');
  world.url = `http://127.0.0.1:${address.port}`;
  return {
    url: world.url,
    app,
    requests: world.requests,
    violations: world.violations,
    deliveries: world.deliveries,
    get webhookUrl() {
      return world.webhookUrl;
    },
    set webhookUrl(url) {
      world.webhookUrl = url;
    },
    createRepository: (wanted) => createRepository(world, wanted),
    installation(owner) {
      const id = world.installations.get(owner);
      if (id === undefined) throw new Error(`The app is not installed at ${owner}`);
      return id;
    },
    tokenOf(login) {
      const permissions = {
        metadata: 'read',
        contents: 'write',
        pull_requests: 'write',
        checks: 'read',
      };
      const token = { installation: 0, owner: login, login, permissions, repositories: undefined };
      return issueToken(world, token).value;
    },
    deliver: (event, payload) => deliver(world, event, payload),
    redeliver: ({ event, payload, id }) => deliver(world, event, payload, id),
    fail: (match, fault) => addFault(world, match, fault),
    clearFaults: () => void world.faults.splice(0),
    hold: (match) => hold(world, match),
    until: (look) => until(lookers, look),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const { objects } of world.repositories) objects.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function newWorld(app: App, directory: string, options: GitHubOptions): World {
  let id = 1000;
  // A fixed beginning makes the SHAs of commits the same in every run.
  let time = Date.UTC(2026, 0, 1);
  return {
    url: '',
    directory,
    app,
    limits: { ...githubLimits, ...options.limits },
    checkAnswers: options.checkAnswers ?? false,
    repositories: [],
    users: new Map(),
    installations: new Map(),
    tokens: new Map(),
    requests: [],
    violations: [],
    deliveries: [],
    faults: [],
    webhookUrl: options.webhookUrl,
    nextId: () => ++id,
    now: () => new Date((time += 1000)),
  };
}

async function newApp(options: GitHubOptions): Promise<App> {
  const { permissions, events } = readManifest(manifest);
  const keys = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    id: 1,
    slug: 'db-review',
    ...keys,
    webhookSecret: 'a webhook secret for tests',
    permissions: options.permissions ?? permissions,
    events,
  };
}

function until<T>(lookers: Set<() => void>, look: () => T | undefined | false): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const again = () => {
    try {
      const found = look();
      if (found === undefined || found === false) return;
      lookers.delete(again);
      resolve(found);
    } catch (error) {
      lookers.delete(again);
      reject(error);
    }
  };
  lookers.add(again);
  again();
  return promise;
}
