import type { CreatePolicyStmt, CreateTrigStmt } from '@pgsql/types';
import { stringsOf } from '../sql/tree.ts';
import { createdName, relationNamed, relationOf } from './lookup.ts';
import type { Relation, Schema } from './model.ts';

/** Folds CREATE POLICY. */
export function createPolicy(schema: Schema, create: CreatePolicyStmt): void {
  const { table, policy_name: name = '', cmd_name: command = 'all', permissive = false } = create;
  const relation = relationOf(schema, table);
  if (!relation || relation.policies.some((each) => each.name === name)) return;
  relation.policies = [...relation.policies, { name, command, permissive, isNew: true }];
}

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
