import type { Review } from '../review/finding.ts';
import type { Settings } from '../review/settings.ts';

/** What printing needs beside the review. */
export interface PrintOptions {
  readonly format: 'text' | 'json';
  readonly ignores: Settings['ignores'];
  /** The files that findings point into, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Columns of the terminal that standard output is; undefined when it is none. */
export function terminalWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns : undefined;
}

/** Prints a review to standard output. */
export async function printReview(review: Review, options: PrintOptions): Promise<void> {
  if (options.format === 'text') return printText([review], options);
  const { renderJson } = await import('../report/json.ts');
  process.stdout.write(renderJson(review));
}

/** Prints the reviews of single files, in their order; as JSON, an array of reviews with their `path`. */
export async function printEach(
  files: readonly { readonly path: string }[],
  reviews: readonly Review[],
  options: PrintOptions,
): Promise<void> {
  if (options.format === 'text') return printText(reviews, options);
  const { reviewJson } = await import('../report/json.ts');
  const each = reviews.map((review, index) => ({
    path: files[index]?.path,
    ...reviewJson(review),
  }));
  process.stdout.write(`${JSON.stringify(each, null, 2)}\n`);
}

async function printText(
  reviews: readonly Review[],
  { texts, ignores }: PrintOptions,
): Promise<void> {
  const { renderText } = await import('../report/text.ts');
  const { stdout } = process;
  const width = terminalWidth();
  const options = {
    colour: stdout.isTTY && stdout.hasColors(),
    textOf: (path: string) => texts.get(path) ?? null,
    ignores,
    ...(width !== undefined && { width }),
  };
  stdout.write(reviews.map((review) => renderText(review, options)).join('\n'));
}
