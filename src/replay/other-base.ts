import type { OtherBase, ReplayRequest } from '../review/replay.ts';
import type { Base } from './base.ts';
import type { Link } from './chain.ts';
import { createRoles } from './prepare.ts';
import { runPending } from './upgrade.ts';

/** Whether the same pending migrations run where skipped ones were applied after all. */
export async function tryOther(
  other: Base,
  { migrator }: ReplayRequest,
  pending: readonly Link[],
  skipped: readonly string[],
  roles: readonly string[],
): Promise<OtherBase | null> {
  if (other.broken) return null;
  await createRoles(other.sandbox, roles);
  const { failed } = await runPending(other.sandbox, pending, migrator.transaction);
  const error = failed?.error && {
    ...failed.error,
    path: failed.path,
    line: failed.range.start.line,
  };
  return { skipped, error: error ?? null };
}
