import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Level = 'read' | 'write';
export type Permissions = Readonly<Record<string, string>>;

/** One permission that lets an operation through. */
export type Need = readonly [permission: string, level: Level];

/**
 * The permissions and events that the app asks for.
 *
 * @param manifest the app's manifest, app.yml
 */
export function readManifest(manifest: URL): { permissions: Permissions; events: string[] } {
  const { default_permissions: permissions, default_events: events } = parse(
    readFileSync(manifest, 'utf8'),
  ) as { default_permissions: Permissions; default_events: string[] };
  return { permissions, events };
}

/** What an operation needs: any one of the pairs. Operations that are missing need a JWT. */
export const operationNeeds: Readonly<Record<string, readonly Need[]>> = {
  'repos/get': [['metadata', 'read']],
  'repos/get-collaborator-permission-level': [['metadata', 'read']],
  'repos/get-content': [['contents', 'read']],
  'repos/compare-commits-with-basehead': [['contents', 'read']],
  'git/get-tree': [['contents', 'read']],
  'repos/download-tarball-archive': [['contents', 'read']],
  'git/get-blob': [['contents', 'read']],
  'git/get-commit': [['contents', 'read']],
  'git/get-ref': [['contents', 'read']],
  'pulls/list': [['pull_requests', 'read']],
  'pulls/get': [['pull_requests', 'read']],
  'pulls/list-files': [['pull_requests', 'read']],
  'pulls/list-reviews': [['pull_requests', 'read']],
  'pulls/get-review': [['pull_requests', 'read']],
  'pulls/list-comments-for-review': [['pull_requests', 'read']],
  'pulls/list-review-comments': [['pull_requests', 'read']],
  'pulls/delete-review-comment': [['pull_requests', 'write']],
  'pulls/create-review': [['pull_requests', 'write']],
  'pulls/update-review': [['pull_requests', 'write']],
  'issues/list-comments': [
    ['issues', 'read'],
    ['pull_requests', 'read'],
  ],
  'issues/create-comment': [
    ['issues', 'write'],
    ['pull_requests', 'write'],
  ],
  'issues/update-comment': [
    ['issues', 'write'],
    ['pull_requests', 'write'],
  ],
  'reactions/create-for-issue-comment': [
    ['issues', 'write'],
    ['pull_requests', 'write'],
  ],
  'checks/create': [['checks', 'write']],
  'checks/update': [['checks', 'write']],
  'checks/get': [['checks', 'read']],
  'checks/list-annotations': [['checks', 'read']],
  'checks/list-for-ref': [['checks', 'read']],
};

/** Whether the permissions hold one of the needs; `write` holds `read`. */
export function allows(permissions: Permissions, needs: readonly Need[]): boolean {
  return needs.some(([permission, level]) => {
    const held = permissions[permission];
    return held === level || held === 'write' || held === 'admin';
  });
}
