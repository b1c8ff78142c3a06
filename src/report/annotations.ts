import type { Finding } from '../review/finding.ts';
import { shorten } from '../review/words.ts';
import { defuse } from './escape.ts';
import { plain } from './plain.ts';

/** Four requests' worth; the rest is counted in the summary. */
export const mostAnnotations = 200;

/** 64 KB at three bytes for a UTF-16 code unit, with room to spare. */
const longestMessage = 16_000;
const longestTitle = 255;

/** An annotation of a check run, in the words of GitHub's API. It shows plain text. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'failure' | 'warning' | 'notice';
  readonly message: string;
  readonly title: string;
  readonly raw_details: string;
}

/** The first 200 findings as annotations, in the order given. */
export function annotationsOf(findings: readonly Finding[]): Annotation[] {
  return findings.slice(0, mostAnnotations).map(annotation);
}

/** What and why as the message; what to do, which may hold SQL, as the preformatted details. */
function annotation(finding: Finding): Annotation {
  const { path, line, endLine, column, endColumn, severity } = finding;
  const lastColumn = Math.max(column, endColumn - 1);
  return {
    path,
    start_line: line,
    end_line: endLine,
    ...(line === endLine && { start_column: column, end_column: lastColumn }),
    annotation_level: severity === 'error' ? 'failure' : severity,
    message: shorten(lines(`${finding.message}\n\n${finding.why}`), longestMessage),
    title: shorten(defuse(`${finding.title} (${finding.check})`), longestTitle),
    raw_details: shorten(plain(finding.todo), longestMessage),
  };
}

function lines(markdown: string): string {
  return plain(markdown).split('\n').map(defuse).join('\n');
}
