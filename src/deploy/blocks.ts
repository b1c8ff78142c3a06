import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { SideKind } from './side-file.ts';
import { scriptsOf } from './package-scripts.ts';

/** A stretch of shell text in a file. */
export interface Block {
  /** What runs in one go, such as a job: commands of one run follow each other. */
  readonly run: string;
  /** `deploy`: on the way to production; `ci`: in a workflow that is none. */
  readonly when: 'deploy' | 'ci';
  /** Whether the run compares what it made with what is committed. */
  readonly isCompared: boolean;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
}

const toProduction = /deploy|release|publish|\bprod(?:uction)?\b/i;
const notProduction = /preview|stag(?:e|ing)|\btests?\b|e2e|\bdev(?:elopment)?\b|\blocal\b/i;
const compares =
  /git\s+(?:-\S+\s+)*(?:diff|status|ls-files|add)\b|check-git-status|verify-changed-files|auto-commit|create-pull-request/;

/** npm runs them at a deploy, or their name says that they are one. */
const deployScript =
  /^(?:(?:pre|post)?(?:start|install|build|deploy|release)|prepare|vercel-build|heroku-postbuild|(?:[\w-]+:)*(?:prod|production|deploy|release)(?::[\w-]+)*)$/;

/** The shell texts of a file that run when something is built, tested or deployed. */
export function blocksOf(path: string, kind: SideKind, text: string): Block[] {
  if (kind === 'workflow') return workflowBlocks(path, text);
  if (kind === 'manifest') return manifestBlocks(text);
  if (kind === 'lock') return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (notProduction.test(name.replace(/[._-]/g, ' '))) return [];
  const isCompared = compares.test(text);
  return [{ run: path, when: 'deploy', isCompared, start: 0, end: text.length }];
}

function workflowBlocks(path: string, text: string): Block[] {
  const root = parseDocument(text, { logLevel: 'silent' }).contents;
  const jobs = isMap(root) ? root.get('jobs') : null;
  if (!isMap(root) || !isMap(jobs)) return [];
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
  return jobs.items.flatMap(({ key, value: job }) => {
    if (!isMap(job)) return [];
    const id = String(key);
    const names = [file, textAt(root, 'name'), id, textAt(job, 'name'), environmentOf(job)]
      .join(' ')
      .replace(/[._-]/g, ' ');
    const isDeploy = toProduction.test(names) && !notProduction.test(names) && !job.has('services');
    const [start = 0, end = text.length] = job.range ?? [];
    const isCompared = compares.test(text.slice(start, end));
    const run = { run: `${path} ${id}`, when: isDeploy ? 'deploy' : 'ci', isCompared } as const;
    return stepsOf(job).map((place) => ({ ...run, ...place }));
  });
}

function stepsOf(job: YAMLMap): { start: number; end: number }[] {
  const steps = job.get('steps');
  if (!isSeq(steps)) return [];
  return steps.items.flatMap((step) => {
    const script = isMap(step) ? step.get('run', true) : null;
    const [start, end] = (isScalar(script) && script.range) || [];
    return start === undefined || end === undefined ? [] : [{ start, end }];
  });
}

function textAt(map: YAMLMap, key: string): string {
  const value = map.get(key);
  return typeof value === 'string' ? value : '';
}

/** A name, or an object with one. */
function environmentOf(job: YAMLMap): string {
  const value = job.get('environment');
  return isMap(value) ? textAt(value, 'name') : textAt(job, 'environment');
}

function manifestBlocks(text: string): Block[] {
  const names = scriptsOf(text).map(([name]) => name);
  const root = names.some((name) => deployScript.test(name)) ? parseTree(text) : undefined;
  return names.flatMap((name) => {
    if (!deployScript.test(name) || notProduction.test(name)) return [];
    const node = root && findNodeAtLocation(root, ['scripts', name]);
    if (!node) return [];
    // Without its quotes.
    const place = { start: node.offset + 1, end: node.offset + node.length - 1 };
    return [{ run: name, when: 'deploy', isCompared: false, ...place }];
  });
}
