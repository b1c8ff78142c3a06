/** A command that was called wrongly, or with a configuration that is wrong: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
