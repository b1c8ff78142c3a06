import { z } from 'zod';

const issues = z.array(
  z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }),
);

/** Why drizzle-kit refuses a snapshot, in one line; it says what it misses as JSON. */
export function kitError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [issue] = issuesIn(message);
  return issue ? `${issue.path.join('.')}: ${issue.message}` : (message.split('\n')[0] ?? '');
}

function issuesIn(message: string): z.infer<typeof issues> {
  try {
    return issues.safeParse(JSON.parse(message)).data ?? [];
  } catch {
    return [];
  }
}
