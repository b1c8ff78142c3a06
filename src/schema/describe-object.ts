import { sameType } from '../sql/data-type.ts';
import { formatType } from '../sql/format-type.ts';
import { arrow } from './describe-change.ts';
import { sameExpression } from './expression.ts';
import type { Domain, Policy, Relation } from './model.ts';

/** What changed in a table or view as a whole, in words; empty when nothing did. */
export function describeRelation(before: Relation, after: Relation): string {
  const changes: string[] = [];
  if (before.kind !== after.kind) changes.push(arrow('', before.kind, after.kind));
  const isKnown = before.rowSecurity !== 'unknown' && after.rowSecurity !== 'unknown';
  const isChanged = before.rowSecurity !== after.rowSecurity;
  if (isChanged && (isKnown || after.rowSecurity === 'on')) {
    changes.push(`row level security ${after.rowSecurity === 'on' ? 'enabled' : 'disabled'}`);
  }
  const { definition: old } = before;
  const { definition } = after;
  if (old !== null && definition !== null && !sameExpression(old, definition)) {
    changes.push('another query');
  }
  return changes.join(', ');
}

/** What changed in a policy, in words; empty when nothing did. */
export function describePolicy(before: Policy, after: Policy): string {
  const changes: string[] = [];
  if (before.command !== after.command) {
    changes.push(arrow('for', before.command, after.command));
  }
  if (before.permissive !== after.permissive) {
    changes.push(after.permissive ? 'permissive' : 'restrictive');
  }
  if (before.roles.join() !== after.roles.join()) {
    changes.push(arrow('to', before.roles.join(', '), after.roles.join(', ')));
  }
  if (!sameExpression(before.using, after.using)) {
    changes.push(arrow('using', before.using, after.using));
  }
  if (!sameExpression(before.check, after.check)) {
    changes.push(arrow('with check', before.check, after.check));
  }
  return changes.join(', ');
}

/** What changed in a domain; of its constraints only whether it has any. */
export function describeDomain(before: Domain, after: Domain): string {
  const changes: string[] = [];
  if (!sameType(before.type, after.type)) {
    changes.push(arrow('type', formatType(before.type), formatType(after.type)));
  }
  if (before.constrained !== after.constrained) {
    changes.push(after.constrained ? 'constrained' : 'not constrained');
  }
  return changes.join(', ');
}
