import type { Answer, RepositoryCall } from '../call.ts';
import { Failure, notFound } from '../failure.ts';
import { findCommit } from '../history.ts';
import { page } from '../page.ts';
import { apiUrl, htmlUrl, iso, nodeId, type Json } from '../represent.ts';
import type { Annotation, CheckRun, Repository, World } from '../state.ts';
import { representApp } from './app.ts';
import { checkCheckRun, noCommit } from './check-limits.ts';

export interface CheckRunRequest {
  name?: string;
  head_sha?: string;
  details_url?: string;
  external_id?: string;
  status?: string;
  conclusion?: string;
  started_at?: string;
  completed_at?: string;
  output?: { title?: string; summary: string; text?: string; annotations?: Annotation[] };
  actions?: CheckRun['actions'];
}

export async function postCheckRun(call: RepositoryCall): Promise<Answer> {
  const { world, repository, caller } = call;
  if (!caller.app && caller.token.login !== undefined) {
    throw new Failure(403, 'You must authenticate via a GitHub App.');
  }
  const asked = call.body as CheckRunRequest;
  checkCheckRun(asked, world.limits);
  const found = await findCommit(repository, asked.head_sha!);
  if (!found) throw noCommit(asked.head_sha!);
  const run: CheckRun = {
    id: world.nextId(),
    headSha: found.sha,
    name: asked.name!,
    status: 'queued',
    conclusion: null,
    detailsUrl: undefined,
    externalId: '',
    startedAt: iso(world.now()),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    actions: [],
    annotations: [],
  };
  apply(run, asked, iso(world.now()));
  repository.checkRuns.push(run);
  return { status: 201, body: represent(call, run) };
}

export function patchCheckRun(call: RepositoryCall): Answer {
  const run = runOf(call);
  const asked = call.body as CheckRunRequest;
  checkCheckRun(asked, call.world.limits);
  apply(run, asked, iso(call.world.now()));
  return { body: represent(call, run) };
}

export function getCheckRun(call: RepositoryCall): Answer {
  return { body: represent(call, runOf(call)) };
}

export function getAnnotations(call: RepositoryCall): Answer {
  const run = runOf(call);
  return page(call, run.annotations, (annotation) => ({
    start_column: null,
    end_column: null,
    title: null,
    raw_details: null,
    ...annotation,
    blob_href: `${htmlUrl(call.repository)}/blob/${run.headSha}/${annotation.path}`,
  }));
}

/** `filter=latest`, the default, shows the newest run of each name. */
export async function getCheckRuns(call: RepositoryCall): Promise<Answer> {
  const { repository, params, query, world } = call;
  const found = await findCommit(repository, params.ref!);
  if (!found) throw noCommit(params.ref!);
  const runs = repository.checkRuns
    .filter(
      (run) =>
        run.headSha === found.sha &&
        (query.check_name === undefined || run.name === query.check_name) &&
        (query.status === undefined || run.status === query.status) &&
        (query.app_id === undefined || Number(query.app_id) === world.app.id),
    )
    .toReversed();
  const latest = runs.filter((run, at) => runs.findIndex(({ name }) => name === run.name) === at);
  const shown = query.filter === 'all' ? runs : latest;
  return page(
    call,
    shown,
    (run) => represent(call, run),
    (check_runs) => ({ total_count: shown.length, check_runs }),
  );
}

function runOf({ repository, params }: RepositoryCall): CheckRun {
  const run = repository.checkRuns.find(({ id }) => id === Number(params.check_run_id));
  if (!run) throw notFound();
  return run;
}

/** Annotations are appended, all else is replaced; a conclusion completes the run. */
function apply(run: CheckRun, asked: CheckRunRequest, now: string): void {
  run.name = asked.name ?? run.name;
  run.detailsUrl = asked.details_url ?? run.detailsUrl;
  run.externalId = asked.external_id ?? run.externalId;
  run.startedAt = asked.started_at ?? run.startedAt;
  run.actions = asked.actions ?? run.actions;
  applyState(run, asked, now);
  if (asked.output) applyOutput(run, asked.output);
}

function applyState(run: CheckRun, asked: CheckRunRequest, now: string): void {
  run.status = asked.conclusion ? 'completed' : (asked.status ?? run.status);
  const completed = run.status === 'completed';
  run.conclusion = completed ? (asked.conclusion ?? run.conclusion) : null;
  run.completedAt = completed ? (asked.completed_at ?? run.completedAt ?? now) : null;
}

function applyOutput(run: CheckRun, output: NonNullable<CheckRunRequest['output']>): void {
  run.title = output.title ?? run.title;
  run.summary = output.summary;
  run.text = output.text ?? run.text;
  run.annotations.push(...(output.annotations ?? []));
}

function represent({ world, repository }: RepositoryCall, run: CheckRun): Json {
  return representCheckRun(world, repository, run);
}

export function representCheckRun(world: World, repository: Repository, run: CheckRun): Json {
  const url = `${apiUrl(world, repository)}/check-runs/${run.id}`;
  const html = `${htmlUrl(repository)}/runs/${run.id}`;
  const repo = { id: repository.id, url: apiUrl(world, repository), name: repository.name };
  const pulls = repository.pulls.filter(
    ({ head, state }) =>
      head.repository === repository && head.sha === run.headSha && state === 'open',
  );
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: repository.id },
    app: representApp(world),
    pull_requests: pulls.map(({ id, number, head, base }) => ({
      id,
      number,
      url: `${apiUrl(world, repository)}/pulls/${number}`,
      head: { ref: head.branch, sha: head.sha, repo },
      base: { ref: base.branch, sha: base.sha, repo },
    })),
  };
}
