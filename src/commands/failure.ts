import { SourceError } from '../source/source-error.ts';
import { complain } from './complain.ts';
import { UsageError } from './usage-error.ts';

/** Says on standard error why a command ended early, and gives the exit code. */
export function reportFailure(error: unknown): 2 | 3 {
  if (error instanceof UsageError || error instanceof SourceError) {
    complain(error.message);
    return 2;
  }
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  const isDebug = Boolean(process.env['DEBUG']);
  complain(`the review broke: ${isDebug ? stack : message}`);
  if (!isDebug) complain('this is a fault of db-review; DEBUG=1 shows where.');
  return 3;
}
