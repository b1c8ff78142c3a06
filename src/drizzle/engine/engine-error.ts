/**
 * The process that reads schemas could not do what it was asked: it ran out of time or memory, or
 * drizzle-kit refused. It has been replaced, and the next question is not affected.
 */
export class EngineError extends Error {
  override name = 'EngineError';
}
