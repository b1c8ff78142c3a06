import type { AlterDomainStmt, CreateDomainStmt, CreateSeqStmt } from '@pgsql/types';
import { nameOf, stringsOf } from '../sql/tree.ts';
import { dataTypeOf } from '../sql/type-name.ts';
import { createdName, typeNamed, typeSchema } from './lookup.ts';
import { type Domain, type Schema, keyOf } from './model.ts';

const checking: ReadonlySet<string> = new Set(['CONSTR_CHECK', 'CONSTR_NOTNULL']);

/** Folds CREATE DOMAIN; of a name that exists, nothing. A domain over a domain checks what that does. */
export function createDomain(schema: Schema, create: CreateDomainStmt): void {
  const name = createdName(schema, stringsOf(create.domainname));
  if (schema.domains.has(keyOf(name))) return;
  const type = dataTypeOf(create.typeName ?? {}, (each) => typeSchema(schema, each));
  const base = schema.domains.get(keyOf({ schema: type.schema ?? '', name: type.name }));
  const constrained = (create.constraints ?? []).some(
    (each) => 'Constraint' in each && checking.has(each.Constraint.contype ?? ''),
  );
  const domain: Domain = {
    name,
    type,
    constrained: constrained || (base?.constrained ?? false),
    isNew: true,
  };
  schema.domains.set(keyOf(name), domain);
}

/** Folds ALTER DOMAIN … ADD CONSTRAINT and SET NOT NULL; what is dropped again is taken as kept. */
export function alterDomain(schema: Schema, { typeName, subtype }: AlterDomainStmt): void {
  const key = keyOf(typeNamed(schema, stringsOf(typeName)));
  const domain = schema.domains.get(key);
  if (domain && (subtype === 'C' || subtype === 'O')) {
    schema.domains.set(key, { ...domain, constrained: true });
  }
}

/** Folds CREATE SEQUENCE. */
export function createSequence(schema: Schema, { sequence }: CreateSeqStmt): void {
  const name = createdName(schema, nameOf(sequence));
  if (!schema.sequences.has(keyOf(name))) schema.sequences.set(keyOf(name), { name, isNew: true });
}
