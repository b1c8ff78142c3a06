import type { ReleasedRule, Settings } from '../review/settings.ts';
import { complain } from './complain.ts';

interface Releasable {
  releaseAt(rule: ReleasedRule): Promise<boolean>;
}

/** Lets what the configuration calls released count as applied. */
export async function release(change: Releasable, { released }: Settings): Promise<void> {
  if (!released || (await change.releaseAt(released))) return;
  const [[kind, name] = []] = Object.entries(released);
  complain(
    `the configuration's released ${kind} "${name}" is not in this repository; the migrations of base ` +
      'count as applied. To name a revision: db-review check --released REV',
  );
}
