import { configurationPath } from '../../config/path.ts';
import { parseConfiguration } from '../../config/configuration.ts';
import { type IssueComment, type Reaction, react, reply } from '../../github/issue-comment.ts';
import { mayWrite } from '../../github/permission.ts';
import { renderConfiguration, renderExplanation, renderHelp } from '../../report/replies.ts';
import { renderDiagnosis } from '../../report/diagnosis.ts';
import { renderFinding } from '../../report/full-findings.ts';
import { renderPlan } from '../../report/plan.ts';
import { renderRollback } from '../../report/rollback.ts';
import type { CheckEntry } from '../../review/check.ts';
import { diagnoseChange } from '../../review/diagnose-change.ts';
import type { Ports } from '../../review/judge-migrations.ts';
import { plansOf } from '../../review/plan.ts';
import { defaultSettings } from '../../review/settings.ts';
import { readFileOfBranch } from '../../source/github/file-of-branch.ts';
import type { SignedIn } from '../connect.ts';
import { type EventSource, type Job, originOf } from '../job.ts';
import type { Records } from '../task.ts';
import type { Log } from '../underway.ts';
import { accept } from './accept.ts';
import { type Command, parseCommand } from './parse-command.ts';
import { type PullName, readPull, reviewAgain } from './review-again.ts';

/** The part of an `issue_comment` payload that a command is read from. */
export interface IssueCommentPayload extends EventSource {
  readonly issue: {
    readonly number: number;
    readonly state?: string | undefined;
    readonly user: { readonly login: string } | null;
    readonly pull_request?: unknown;
  };
  readonly comment: { readonly id: number; readonly body: string };
  readonly sender: { readonly login: string; readonly type?: string | undefined };
}

/** The command that a comment gives; null for other comments, and for those of bots. */
export function commandOf({ issue, comment, sender }: IssueCommentPayload): Command | null {
  if (!issue.pull_request || issue.state === 'closed' || sender.type === 'Bot') return null;
  return parseCommand(comment.body);
}

export interface CommandContext {
  readonly installation: SignedIn;
  readonly checks: readonly CheckEntry[];
  /** For answers that take a review. */
  readonly ports: Ports;
  readonly log: Log;
  readonly records: Pick<Records, 'enqueue' | 'findings' | 'accept'>;
}

/** What a command ends with: whether it could be done, and what there is to read. */
interface Answer {
  readonly done: boolean;
  readonly text?: string;
}

const denied: Answer = { done: false };

/** Does what a comment asks for: 👀 when it is seen, then 🚀 or 😕, and an answer where there is one. */
export async function answerCommand(
  delivery: string,
  payload: IssueCommentPayload,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const origin = originOf(delivery, payload);
  if (!origin) return;
  const { owner, repo } = origin;
  const comment = { owner, repo, number: payload.issue.number, id: payload.comment.id };
  await show(context, comment, 'eyes');
  try {
    const { done, text } = await answer(origin, payload, command, context);
    if (text !== undefined) await reply(context.installation, comment, text);
    await show(context, comment, done ? 'rocket' : 'confused');
    context.log.info({ command: command.name, done }, 'Command');
  } catch (error) {
    await show(context, comment, 'confused');
    throw error;
  }
}

async function answer(
  origin: NonNullable<ReturnType<typeof originOf>>,
  payload: IssueCommentPayload,
  { name, argument }: Command,
  context: CommandContext,
): Promise<Answer> {
  if (name === 'help') return { done: true, text: renderHelp() };
  if (name === 'config') {
    const effective = await baseConfiguration(origin, payload, context);
    return { done: true, text: renderConfiguration({ ...effective, path: configurationPath }) };
  }
  if (name === 'accept') return acceptFinding(origin, argument, payload, context);
  if (!(await mayAsk(origin, payload, context))) return denied;
  const { owner, repo } = origin;
  const pull = { owner, repo, number: payload.issue.number };
  if (name === 'explain') return explain(argument, pull, context);
  if (name === 'rollback') return rollback(pull, context);
  if (name === 'plan') return plan(pull, context);
  if (name === 'diagnose') return diagnosis(payload.comment.body, argument, pull, context);
  if (name !== '') return { done: false, text: renderHelp(name) };
  await context.records.enqueue(await reviewOf(origin, payload, context));
  return { done: true };
}

/** Takes a risk; the review that follows tells what then holds. */
async function acceptFinding(
  origin: NonNullable<ReturnType<typeof originOf>>,
  argument: string,
  payload: IssueCommentPayload,
  context: CommandContext,
): Promise<Answer> {
  const { owner, repo } = origin;
  const { issue, sender } = payload;
  const { settings } = await baseConfiguration(origin, payload, context);
  const asked = {
    owner,
    repo,
    number: issue.number,
    by: sender.login,
    author: issue.user?.login ?? null,
    argument,
    settings,
  };
  const text = await accept(asked, context.installation, context.records);
  if (text !== null) return { done: false, text };
  await context.records.enqueue(await reviewOf(origin, payload, context));
  return { done: true };
}

/** The author, and who may write; others would spend the installation's requests. */
async function mayAsk(
  repository: { readonly owner: string; readonly repo: string },
  { issue, sender }: IssueCommentPayload,
  { installation }: CommandContext,
): Promise<boolean> {
  if (sender.login === issue.user?.login) return true;
  const { owner, repo } = repository;
  return mayWrite(installation, { owner, repo }, sender.login);
}

/** A check by its name, or a finding by the beginning of its fingerprint. */
async function explain(
  asked: string,
  pull: PullName,
  { checks, installation, ports }: CommandContext,
): Promise<Answer> {
  const id = asked.replaceAll('`', '');
  const entry = checks.find((each) => each.id === id);
  if (entry) return { done: true, text: renderExplanation(id, await entry.load()) };
  if (/^[0-9a-f]{4,64}$/.test(id)) {
    const { review } = await reviewAgain(installation, pull, ports);
    const finding = review.findings.find(({ fingerprint }) => fingerprint.startsWith(id));
    if (finding) return { done: true, text: renderFinding(finding) };
  }
  return { done: false, text: renderExplanation(asked, null) };
}

async function rollback(pull: PullName, { installation, ports }: CommandContext): Promise<Answer> {
  const { review } = await reviewAgain(installation, pull, ports);
  const { works, text } = renderRollback(review);
  return { done: works, text };
}

async function plan(pull: PullName, { installation, ports }: CommandContext): Promise<Answer> {
  const { change, review, settings } = await reviewAgain(installation, pull, ports);
  const plans = await plansOf(change, review, settings, ports);
  return { done: true, text: renderPlan(plans, review) };
}

/** What was pasted on the line, or what follows in the comment. */
async function diagnosis(
  body: string,
  argument: string,
  pull: PullName,
  { installation, ports }: CommandContext,
): Promise<Answer> {
  const { change, settings } = await readPull(installation, pull, ports);
  const pasted = argument === '' ? body : argument;
  const said = await diagnoseChange(pasted, change, settings, ports);
  return { done: said !== null, text: renderDiagnosis(said) };
}

async function reviewOf(
  origin: NonNullable<ReturnType<typeof originOf>>,
  { issue: { number } }: IssueCommentPayload,
  { installation: { octokit } }: CommandContext,
): Promise<Job> {
  const { owner, repo } = origin;
  const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
  return {
    ...origin,
    task: 'review',
    subject: { pull: number },
    head: data.head.sha,
    before: null,
    comment: 'always',
    updatedAt: data.updated_at,
  };
}

/** The configuration of the branch that a pull request goes to. */
async function baseConfiguration(
  { owner, repo }: { readonly owner: string; readonly repo: string },
  { issue: { number } }: IssueCommentPayload,
  { installation: { octokit }, checks }: CommandContext,
): Promise<Omit<Parameters<typeof renderConfiguration>[0], 'path'>> {
  const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
  const branch = data.base.ref;
  const text = await readFileOfBranch(octokit, { owner, repo }, branch, configurationPath);
  const parsed = parseConfiguration(text ?? '', configurationPath, checks);
  const settings = 'settings' in parsed ? parsed.settings : defaultSettings;
  const problems = 'problems' in parsed ? parsed.problems : [];
  return { settings, problems, branch };
}

/** A reaction only tells that something happens; without the permission for it, all else goes on. */
async function show(
  { installation, log }: CommandContext,
  comment: IssueComment,
  reaction: Reaction,
): Promise<void> {
  try {
    await react(installation, comment, reaction);
  } catch (err) {
    log.warn({ err }, 'The reaction could not be shown');
  }
}
