import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registry } from '../../checks/index.ts';
import type { Content } from '../drizzle/repair/folder.ts';
import { type Plan, planRepair } from '../drizzle/repair/plan.ts';
import { NotMechanical } from '../drizzle/repair/repair-error.ts';
import type { Finding } from '../review/finding.ts';
import { type Project, readProjects } from '../review/projects.ts';
import { review } from '../review/review.ts';
import type { Settings } from '../review/settings.ts';
import { type GitChangeOptions, openGitChange } from '../source/git.ts';
import { type GitSides, openGitSides } from '../source/git-sides.ts';
import type { Edits } from '../source/git-work-tree.ts';
import { createParser } from '../sql/parser.ts';
import { complain } from './complain.ts';
import { settingsOfChange } from './change-settings.ts';
import { parseOptions, reviewFlags } from './options.ts';
import { say } from './say.ts';
import { readRepairFolders } from './repair-input.ts';
import { writeEdits } from './write-edits.ts';

const help = `Repairs the history of migrations in a work tree, where that is bookkeeping: numbers that two
branches took, a journal in conflict, the chain of snapshots, times that the migrator would skip.
What the branch adds comes to stand on top of base. SQL is not touched, and neither is what base has.
In the middle of a merge or a rebase it takes both sides from git.

Usage: db-review fix-history [options]

  --dry-run                   show what would be done
  --repo DIR                  work tree (.)
  --base REV                  what the branch is based on (the tip of the default branch)
  --released REV              whose migrations count as applied (base)
  --config FILE               configuration to use instead of the repository's
  --pending when|hash|name    how the migrator decides what is pending (as its scripts tell)

Exit codes: 0 repaired, or nothing to repair; 1 a person has to decide; 2 usage or configuration.
`;

const options = {
  repo: { type: 'string', default: '.' },
  base: { type: 'string' },
  released: { type: 'string' },
  config: { type: 'string' },
  pending: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What a repair has to mend; each of these has to be gone afterwards. */
const mended: ReadonlySet<string> = new Set([
  'journal-conflict',
  'journal-unreadable',
  'journal-duplicate-entry',
  'journal-out-of-order',
  'journal-when-future-or-duplicate',
  'snapshot-chain-fork',
  'snapshot-unreadable',
]);

/** What a repair must not cause. */
const caused: ReadonlySet<string> = new Set(['merged-migration-changed', 'history-starts-anew']);

/** `db-review fix-history`: gives the exit code. */
export async function fixHistory(args: string[]): Promise<number> {
  const { values } = parseOptions('fix-history', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const git = await openGitSides(values);
  try {
    return await repair(git, values);
  } catch (error) {
    if (!(error instanceof NotMechanical)) throw error;
    complain(`${error.message}\nNothing was changed.`);
    return 1;
  } finally {
    await git.close();
  }
}

type Values = GitChangeOptions & {
  readonly config?: string | undefined;
  readonly pending?: string | undefined;
  readonly 'dry-run': boolean;
};

async function repair(git: GitSides, values: Values): Promise<number> {
  const { settings, projects, findings } = await judge(values);
  const broken = findings.filter(({ check }) => mended.has(check));
  const plans = await planAll(git, projects, broken);
  const edits = await editsOf(git, plans);
  if (edits.size === 0) {
    if (broken.length > 0) throw new NotMechanical(inWords('This is no bookkeeping', broken));
    say('The history of migrations needs no repair.');
    return 0;
  }
  const after = await judge({ ...values, edits }, settings);
  const known = new Set(findings.map(({ check }) => check));
  const wrong = after.findings.filter(
    ({ check }) => mended.has(check) || (caused.has(check) && !known.has(check)),
  );
  if (wrong.length > 0) throw new NotMechanical(inWords('It would not be right afterwards', wrong));

  const isDry = values['dry-run'];
  if (!isDry) await writeEdits(git.root, edits);
  say(report(plans, git, isDry, after.findings));
  return 0;
}

/** The checks of history on the work tree, or on what edits would make of it. */
async function judge(
  values: Values,
  known?: Settings,
): Promise<{ settings: Settings; projects: readonly Project[]; findings: readonly Finding[] }> {
  const { parse, close } = createParser();
  const { repo, base, released, edits, config, pending } = values;
  const change = await openGitChange({ repo, base, released, edits });
  try {
    const settings = known ?? (await settingsOfChange(change, reviewFlags({ config, pending })));
    const checks = registry.filter(({ category }) => category === 'history');
    const { projects } = await readProjects(change, settings);
    const { findings } = await review(change, settings, { checks, parse, now: Date.now });
    return { settings, projects, findings };
  } finally {
    await change.close();
    await close();
  }
}

/** The plan of a project, with its folder. */
interface FolderPlan {
  readonly folder: string;
  readonly plan: Plan;
}

/** Plans the repair of the projects in which something is broken, or unmerged. */
async function planAll(
  git: GitSides,
  projects: readonly Project[],
  broken: readonly Finding[],
): Promise<FolderPlan[]> {
  const paths = [...git.unmerged, ...broken.map(({ path }) => path)];
  const plans: FolderPlan[] = [];
  for (const { histories, migrators } of projects) {
    const { folder } = histories.head;
    if (!paths.some((path) => path.startsWith(pathIn(folder, '')))) continue;
    const applied = (histories.released.journal?.entries ?? []).map(({ when }) => when);
    const plan = planRepair({
      ...(await readRepairFolders(git, folder)),
      appliedUntil: migrators.merged.pending === 'when' ? Math.max(...applied) : null,
      now: Date.now(),
      newId: randomUUID,
    });
    if (plan.edits.size > 0) plans.push({ folder, plan });
  }
  return plans;
}

/** What the plans write, with the bytes of all that is only moved. */
async function editsOf(git: GitSides, plans: readonly FolderPlan[]): Promise<Edits> {
  const edits = new Map<string, Uint8Array | null>();
  for (const { folder, plan } of plans) {
    for (const [name, content] of plan.edits) {
      edits.set(pathIn(folder, name), content && (await bytesOf(git, folder, content)));
    }
  }
  return edits;
}

async function bytesOf(git: GitSides, folder: string, content: Content): Promise<Uint8Array> {
  if (content.kind === 'text') return Buffer.from(content.text);
  if (content.kind === 'blob') return git.bytes(content.oid);
  return readFile(join(git.root, pathIn(folder, content.name)));
}

function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function inWords(what: string, findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ check, path, line, message }) => `  ${path}:${line} ${message} (${check})`,
  );
  return [`${what}:`, ...new Set(lines)].join('\n');
}

function report(
  plans: readonly FolderPlan[],
  git: GitSides,
  isDry: boolean,
  left: readonly Finding[],
): string {
  const done = plans.flatMap(({ folder, plan }) => [
    folder === '' ? '.' : folder,
    ...plan.steps.map((step) => `  ${step}`),
  ]);
  const folders = plans.map(({ folder }) => folder || '.').join(' ');
  const more = left.length > 0 ? ['', inWords('This is left for you', left)] : [];
  const next = isDry ? 'Nothing was changed: this is what would be done.' : nextStep(git, folders);
  return [...done, ...more, '', next].join('\n');
}

function nextStep({ unfinished, isBehind }: GitSides, folders: string): string {
  const proved = 'The checks of the history pass. Next:';
  if (unfinished === null) {
    const merge = isBehind
      ? ', then merge the base branch; if git stops at the journal, run this again'
      : '';
    return `${proved} git add -A ${folders}, commit${merge}.`;
  }
  return `${proved} resolve what else is in conflict, then git add -A ${folders} && git ${unfinished} --continue`;
}
