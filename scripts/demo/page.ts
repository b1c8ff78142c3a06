import { readFileSync } from 'node:fs';
import Mustache from 'mustache';
import type { Annotation } from '../../test/github/state.ts';
import { shownConclusion } from './conclusion.ts';
import { diffsOf, type DiffLine, type FileDiff } from './diff.ts';
import { createMarkdown } from './markdown.ts';
import type { Story } from './story.ts';

const template = readFileSync(new URL('page.mustache', import.meta.url), 'utf8');

const levels = {
  failure: { tone: 'bad', sign: '✗', level: 'Check failure' },
  warning: { tone: 'waits', sign: '!', level: 'Check warning' },
  notice: { tone: 'quiet', sign: 'i', level: 'Check notice' },
} as const;

/** The address of the page that shows the pull request after a push. */
export function pagePath(index: number): string {
  return index === 0 ? '/' : `/${index + 1}`;
}

/** The pull request after one push, as GitHub would show it, on one page of HTML. */
export function renderPage(story: Story, index: number): string {
  const moment = story.moments[index]!;
  const { checkRun, reviews } = moment;
  const markdown = createMarkdown(story, moment);
  const diffs = diffsOf(story.base, moment.files);
  return Mustache.render(template, {
    repository: story.repository,
    number: story.number,
    title: story.title,
    branch: story.branch,
    moments: story.moments.map((each, place) => ({
      title: `${place + 1}. ${each.title}`,
      path: pagePath(place),
      current: place === index && 'page',
    })),
    commits: `${moment.commits} commit${moment.commits === 1 ? '' : 's'}`,
    head: moment.head.slice(0, 7),
    reviews: reviews.map(({ author, body }) => ({
      author: author.replace('[bot]', ''),
      edited: index > 0,
      body: markdown(body),
    })),
    check: {
      ...shownConclusion(checkRun),
      conclusion: checkRun.conclusion,
      name: checkRun.name,
      title: checkRun.title,
      summary: markdown(checkRun.summary ?? ''),
      text: markdown(checkRun.text ?? ''),
    },
    filesCount: diffs.length,
    files: diffs.map((diff) => fileView(diff, checkRun.annotations)),
  });
}

/** GitHub folds large files; here those are the snapshots, which nobody reads. */
function fileView(diff: FileDiff, annotations: readonly Annotation[]): object {
  const own = annotations.filter(({ path }) => path === diff.path);
  return {
    ...diff,
    open: !diff.path.endsWith('_snapshot.json') && 'open',
    lines: diff.lines.map((line) => lineView(diff.path, line, own)),
  };
}

function lineView(path: string, line: DiffLine, annotations: readonly Annotation[]): object {
  const here = annotations.filter(({ end_line }) => end_line === line.after);
  return {
    ...line,
    sign: { added: '+', removed: '-', kept: ' ', hunk: '' }[line.kind],
    id: line.after !== null && `${path}:L${line.after}`,
    annotations: here.map((annotation) => ({
      ...annotation,
      ...levels[annotation.annotation_level],
      lines:
        annotation.start_line === annotation.end_line
          ? `line ${annotation.end_line}`
          : `lines ${annotation.start_line} to ${annotation.end_line}`,
    })),
  };
}
