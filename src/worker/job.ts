/** What a webhook asks of the worker about one pull request, or one merge group. */
export interface Job {
  /** `drop` ends a review that waits or runs, because what it is about is gone. */
  readonly task: 'review' | 'drop';
  readonly installation: number;
  readonly owner: string;
  readonly repo: string;
  readonly subject: Subject;
  /** The head when the event happened. */
  readonly head: string;
  /** The head before that, when a push moved it. */
  readonly before: string | null;
  /**
   * When a summary is made where none stands: once the pull request is no draft, in drafts too since
   * somebody asked, or never.
   */
  readonly comment: 'when-ready' | 'always' | 'never';
  /** When the pull request last changed, as GitHub's ISO 8601 text; null where the event does not say. */
  readonly updatedAt: string | null;
  /** Id of the webhook delivery, for the log. */
  readonly delivery: string;
}

/** A pull request, by its number, or what a merge queue has put together on a base commit. */
export type Subject =
  | { readonly pull: number }
  | {
      readonly group: {
        readonly base: string;
        readonly branch: string;
        /** The pull request that its branch is named after, the last one of it; null when it is not. */
        readonly pull: number | null;
      };
    };

/** The repository that an event is about, and the installation that it comes through. */
export interface EventSource {
  readonly installation?: { readonly id: number } | undefined;
  readonly repository?:
    | {
        readonly name: string;
        readonly owner: { readonly login: string } | null;
        readonly default_branch?: string | undefined;
      }
    | undefined;
}

/** The parts that every job has from its event; null for one that does not come from an installation. */
export function originOf(
  delivery: string,
  { installation, repository }: EventSource,
): Pick<Job, 'installation' | 'owner' | 'repo' | 'delivery'> | null {
  if (!installation || !repository?.owner) return null;
  const { name, owner } = repository;
  return { installation: installation.id, owner: owner.login, repo: name, delivery };
}

/** What a log line says about a job. */
export function fieldsOf({ owner, repo, subject, head, delivery }: Job): object {
  const what =
    'pull' in subject ? { pullRequest: subject.pull } : { mergeGroup: subject.group.base };
  return { repository: `${owner}/${repo}`, ...what, head, delivery };
}

/**
 * The `external_id` of a check run: in a fork's pull request, and in a merge group, the only way
 * from a check run back to what it is about.
 */
export function externalIdOf({ subject, head }: Pick<Job, 'subject' | 'head'>): string {
  if ('pull' in subject) return `pr:${subject.pull}@${head}`;
  const { base, branch, pull } = subject.group;
  return `group:${base}:${branch}${pull === null ? '' : `#${pull}`}@${head}`;
}

/** What a check run of ours is about, by its `external_id`; null for one that is not ours. */
export function subjectOf(externalId: string | null): Subject | null {
  const pull = /^pr:(\d+)@/.exec(externalId ?? '')?.[1];
  if (pull !== undefined) return { pull: Number(pull) };
  const [, base, branch, last] =
    /^group:([0-9a-f]{40,64}):(.+?)(?:#(\d+))?@[0-9a-f]+$/.exec(externalId ?? '') ?? [];
  if (base === undefined || branch === undefined) return null;
  return { group: { base, branch, pull: last === undefined ? null : Number(last) } };
}
