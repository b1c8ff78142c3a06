import type { Handler } from '../call.ts';
import { getApp, getInstallation, postAccessToken } from './app.ts';
import { getDeliveries, postAttempt } from './deliveries.ts';
import {
  getCheckRun,
  getCheckRuns,
  getAnnotations,
  patchCheckRun,
  postCheckRun,
} from './checks.ts';
import { getComments, patchComment, postComment, postReaction } from './comments.ts';
import { getComparison } from './compare.ts';
import { getContents } from './contents.ts';
import { getArchive, getBlob, getCommit, getRef, getTree } from './git.ts';
import { getFiles, getPull, getPulls } from './pulls.ts';
import { getPermission, getRepository } from './repository.ts';
import {
  deleteReviewComment,
  getReview,
  getReviewComments,
  getReviews,
  getThreads,
  postReview,
  putReview,
} from './reviews.ts';

/** What is simulated of GitHub's REST API, by the operations' ids in its description. */
export const handlers: Readonly<Record<string, Handler>> = {
  'apps/get-authenticated': getApp,
  'apps/list-webhook-deliveries': getDeliveries,
  'apps/redeliver-webhook-delivery': postAttempt,
  'apps/get-repo-installation': getInstallation,
  'apps/create-installation-access-token': postAccessToken,
  'repos/get': getRepository,
  'repos/get-collaborator-permission-level': getPermission,
  'repos/get-content': getContents,
  'repos/compare-commits-with-basehead': getComparison,
  'git/get-tree': getTree,
  'repos/download-tarball-archive': getArchive,
  'git/get-blob': getBlob,
  'git/get-commit': getCommit,
  'git/get-ref': getRef,
  'pulls/list': getPulls,
  'pulls/get': getPull,
  'pulls/list-files': getFiles,
  'pulls/list-reviews': getReviews,
  'pulls/get-review': getReview,
  'pulls/list-comments-for-review': getReviewComments,
  'pulls/list-review-comments': getThreads,
  'pulls/delete-review-comment': deleteReviewComment,
  'pulls/create-review': postReview,
  'pulls/update-review': putReview,
  'issues/list-comments': getComments,
  'issues/create-comment': postComment,
  'issues/update-comment': patchComment,
  'reactions/create-for-issue-comment': postReaction,
  'checks/create': postCheckRun,
  'checks/update': patchCheckRun,
  'checks/get': getCheckRun,
  'checks/list-annotations': getAnnotations,
  'checks/list-for-ref': getCheckRuns,
};
