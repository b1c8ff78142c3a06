import type { ConfigurationProblem } from '../config/configuration.ts';
import { configurationPath } from '../config/path.ts';
import type { CheckRunOutput, Conclusion } from '../github/check-run.ts';
import { clamp } from '../report/clamp.ts';
import { escapeMarkdown } from '../report/escape.ts';
import { render } from '../report/templates.ts';
import { cutNotice } from '../report/views.ts';
import type { ReleasedRule } from '../review/settings.ts';
import { codeSpan } from '../review/words.ts';
import type { ReadSettings } from './read-settings.ts';

/** In UTF-16 code units; GitHub takes 65,535, and the review has used up to 60,000. */
const longestSummary = 65_000;

/** What a check run will say, with its conclusion. */
export interface CheckRunResult extends CheckRunOutput {
  readonly conclusion: Conclusion;
}

/** What is to be said of the configuration. */
interface Notes extends Pick<ReadSettings, 'baseProblems' | 'headProblems'> {
  /** A rule of `released` that nothing matches. */
  readonly unreleased?: ReleasedRule | null;
}

/**
 * Adds what the configuration file has to do with the result: first in the summary, and as the
 * conclusion where the change makes the file invalid and nothing else stops it already.
 *
 * @param proposed the title that the review would have with the configuration of the change
 */
export function withConfiguration(
  result: CheckRunResult,
  { baseProblems, headProblems, unreleased = null }: Notes,
  proposed: string | null,
): CheckRunResult {
  const view = {
    path: configurationPath,
    base: listOf(baseProblems),
    head: listOf(headProblems),
    unreleased: unreleased && {
      kind: Object.keys(unreleased)[0],
      name: codeSpan(Object.values(unreleased)[0] ?? ''),
    },
    proposed: proposed === null ? null : { title: proposed },
  };
  const notes = render('configuration', view, escapeMarkdown);
  const summary = clamp(`${notes.trim()}\n\n${result.summary}`.trim(), longestSummary, cutNotice());
  const [first] = headProblems;
  if (!first) return { ...result, summary };

  const annotations = [...headProblems.map(annotationOf), ...result.annotations];
  if (result.conclusion === 'failure') return { ...result, summary, annotations };
  const title = `Config error: ${configurationPath} line ${first.line}`;
  return { ...result, conclusion: 'action_required', title, summary, annotations };
}

function listOf(problems: readonly ConfigurationProblem[]): object | null {
  return problems.length === 0 ? null : { problems };
}

function annotationOf({
  path,
  line,
  message,
}: ConfigurationProblem): CheckRunOutput['annotations'][0] {
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: 'failure',
    title: 'Configuration',
    message,
  };
}
