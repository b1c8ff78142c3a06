import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { createdName, relationNamed, relationOf } from './lookup.ts';
import type { Policy, Relation, Schema } from './model.ts';
import type { SourceText } from './source-text.ts';

/** Folds CREATE POLICY. */
export function createPolicy(schema: Schema, create: CreatePolicyStmt, source: SourceText): void {
  const { table, policy_name: name = '', cmd_name: command = 'all', permissive = false } = create;
  const relation = relationOf(schema, table);
  if (!relation || relation.policies.some((each) => each.name === name)) return;
  const from = table?.location ?? 0;
  const policy: Policy = {
    name,
    command,
    permissive,
    roles: rolesOf(create.roles),
    using: create.qual ? source.inParentheses('using', from) : null,
    check: create.with_check ? source.inParentheses('check', from) : null,
    isNew: true,
  };
  relation.policies = [...relation.policies, policy];
}

/** Folds ALTER POLICY, which keeps what it does not say. */
export function alterPolicy(schema: Schema, alter: AlterPolicyStmt, source: SourceText): void {
  const { table, policy_name: name, roles, qual, with_check } = alter;
  const relation = relationOf(schema, table);
  if (!relation) return;
  const from = table?.location ?? 0;
  relation.policies = relation.policies.map((policy) =>
    policy.name === name
      ? {
          ...policy,
          ...(roles && { roles: rolesOf(roles) }),
          ...(qual && { using: source.inParentheses('using', from) }),
          ...(with_check && { check: source.inParentheses('check', from) }),
        }
      : policy,
  );
}

function rolesOf(roles: readonly Node[] | undefined): string[] {
  return (roles ?? []).map((each) => {
    const { roletype = 'ROLESPEC_CSTRING', rolename = '' } =
      'RoleSpec' in each ? each.RoleSpec : {};
    return special[roletype] ?? rolename;
  });
}

const special: Readonly<Record<string, string>> = {
  ROLESPEC_PUBLIC: 'public',
  ROLESPEC_CURRENT_USER: 'current_user',
  ROLESPEC_CURRENT_ROLE: 'current_role',
  ROLESPEC_SESSION_USER: 'session_user',
};

/** Folds CREATE TRIGGER, and CREATE OR REPLACE TRIGGER. */
export function createTrigger(schema: Schema, create: CreateTrigStmt): void {
  const { relation: table, trigname: name = '', funcname } = create;
  const relation = relationOf(schema, table);
  if (!relation) return;
  const calls = createdName(schema, stringsOf(funcname));
  const others = relation.triggers.filter((each) => each.name !== name);
  relation.triggers = [...others, { name, calls, isNew: true }];
}

/** The parts of a table that have names of their own on it. */
type Kind = 'policies' | 'triggers';

/** Drops a policy or trigger by the parts of its table's name and its own. */
export function dropFromTable(schema: Schema, kind: Kind, parts: readonly string[]): void {
  const relation = relationNamed(schema, parts.slice(0, -1));
  if (relation) change(relation, kind, parts.at(-1) ?? '', null);
}

/** Renames a policy or trigger of a table. */
export function renameOnTable(relation: Relation, kind: Kind, from: string, to: string): void {
  change(relation, kind, from, to);
}

/** Without a new name, it is dropped. */
function change(relation: Relation, kind: Kind, from: string, to: string | null): void {
  const changed = <Each extends { readonly name: string }>(all: readonly Each[]): Each[] =>
    all.flatMap((each) => {
      if (each.name !== from) return each;
      return to === null ? [] : { ...each, name: to };
    });
  if (kind === 'policies') relation.policies = changed(relation.policies);
  else relation.triggers = changed(relation.triggers);
}
