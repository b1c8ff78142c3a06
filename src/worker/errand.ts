import type { IssueCommentPayload } from './comments/answer-command.ts';
import type { CheckSuitePayload } from './events/check-suite.ts';
import type { InstallationPayload } from './events/installation.ts';
import type { PushPayload } from './events/push.ts';

/** What takes requests before it is known what to review, or leads to no review at all. */
export type Errand = {
  /** Id of the webhook delivery. */
  readonly delivery: string;
  readonly installation: number;
} & (
  | { readonly kind: 'suite'; readonly payload: CheckSuitePayload }
  | { readonly kind: 'installation'; readonly payload: InstallationPayload }
  | { readonly kind: 'command'; readonly payload: IssueCommentPayload }
  | { readonly kind: 'push'; readonly payload: PushPayload }
);
