/**
 * A change that cannot be read as it was asked for: no repository, an unknown revision, a git that
 * is too old. The message says what to do; it is the user's to mend, not a fault of db-review.
 */
export class SourceError extends Error {
  override name = 'SourceError';
}
