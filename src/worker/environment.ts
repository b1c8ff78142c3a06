export type Environment = Readonly<Record<string, string | undefined>>;

/** What Probot is told. The log of the reviews is `info` unless said otherwise; Probot would only warn. */
export function probotOptions(env: Environment): Record<string, string | undefined> {
  const LOG_FORMAT = env['NODE_ENV'] === 'production' ? 'json' : 'pretty';
  return { LOG_LEVEL: 'info', LOG_FORMAT, ...env };
}
