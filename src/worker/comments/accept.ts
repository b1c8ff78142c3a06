import { mayWrite } from '../../github/permission.ts';
import { type AcceptRefusal, renderRefusal } from '../../report/refusal.ts';
import { mayBeAccepted } from '../../review/acceptances.ts';
import type { Settings } from '../../review/settings.ts';
import type { FoundFinding } from '../../store/reviews.ts';
import type { SignedIn } from '../connect.ts';
import type { Records } from '../task.ts';

/** A person who asks that a finding of a pull request counts as accepted. */
export interface Accepting {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Logins. */
  readonly by: string;
  readonly author: string | null;
  /** What stands behind `/db-review accept`. */
  readonly argument: string;
  /** By base's configuration. */
  readonly settings: Pick<Settings, 'accept'>;
}

/** Notes an acceptance; gives the answer to read where it could not be. */
export async function accept(
  { owner, repo, number, by, author, argument, settings }: Accepting,
  installation: SignedIn,
  records: Pick<Records, 'findings' | 'accept'>,
): Promise<string | null> {
  const refuse = (refusal: AcceptRefusal) => renderRefusal(refusal);
  const [, name, reason] = /^(\S+)\s+because\s+(\S.*)$/i.exec(argument) ?? [];
  if (name === undefined || reason === undefined) return refuse({ kind: 'form' });
  if (!(await mayWrite(installation, { owner, repo }, by))) return refuse({ kind: 'permission' });
  if (settings.accept.by === 'not-author' && by === author) return refuse({ kind: 'author' });

  const repository = `${owner}/${repo}`;
  const known = await records.findings(repository, number);
  if (!known) return refuse({ kind: 'unreviewed' });
  const named = name.replaceAll('`', '').toLowerCase();
  const found = known.filter((finding) => isNamed(finding, named));
  const [finding] = found;
  if (!finding) return refuse({ kind: 'unknown', name: named });
  const acceptable = found.filter(mayBeAccepted);
  if (acceptable.length === 0) return refuse({ kind: 'final', check: finding.check });
  if (acceptable.length > 1) return refuse({ kind: 'several', reason, found: acceptable });
  const { fingerprint } = acceptable[0]!;
  await records.accept(repository, number, { fingerprint, by, reason });
  return null;
}

/** A finding is named by its check, or by the beginning of its fingerprint. */
function isNamed({ check, fingerprint }: FoundFinding, name: string): boolean {
  return check === name || (name.length >= 6 && fingerprint.startsWith(name));
}
