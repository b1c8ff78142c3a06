import { Failure } from '../failure.ts';
import type { Limits } from '../limits.ts';
import type { Annotation } from '../state.ts';
import type { CheckRunRequest } from './checks.ts';

/**
 * The rules of check runs that GitHub keeps but its description only tells in words. Those with a
 * number in it (50 annotations, 65,535 characters, 3 actions) were held before.
 *
 * @throws Failure 422
 */
export function checkCheckRun(asked: CheckRunRequest, limits: Limits): void {
  const completed = asked.status === 'completed' || asked.completed_at !== undefined;
  if (completed && asked.conclusion === undefined) {
    throw new Failure(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
  }
  if (asked.conclusion === 'stale') {
    throw new Failure(422, 'Invalid request.\n\nOnly GitHub sets the conclusion "stale".');
  }
  for (const annotation of asked.output?.annotations ?? []) checkAnnotation(annotation, limits);
}

export function noCommit(sha: string): Failure {
  return new Failure(422, `No commit found for SHA: ${sha}`);
}

function checkAnnotation(annotation: Annotation, limits: Limits): void {
  const { start_line: start, end_line: end, title = '', message, raw_details = '' } = annotation;
  const columns = annotation.start_column !== undefined || annotation.end_column !== undefined;
  const broken = [
    start < 1 && 'start_line must be at least 1',
    end < start && 'end_line must not be before start_line',
    columns && start !== end && 'columns need start_line and end_line to be the same',
    message === '' && 'message must not be empty',
    title.length > limits.annotationTitle && 'title is too long',
    Buffer.byteLength(message) > limits.annotationBytes && 'message is too long',
    Buffer.byteLength(raw_details) > limits.annotationBytes && 'raw_details is too long',
  ].filter((rule) => rule !== false);
  if (broken.length === 0) return;
  const where = `${annotation.path}:${start}`;
  throw new Failure(422, `Invalid request.\n\nAnnotation at ${where}: ${broken.join(', ')}.`);
}
