/** One difference that a change makes to the schema. */
export interface SchemaDifference {
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  readonly object:
    | 'table'
    | 'view'
    | 'column'
    | 'constraint'
    | 'index'
    | 'enum'
    | 'policy'
    | 'sequence'
    | 'role'
    | 'schema'
    | 'domain';
  /** The name as people write it: `users`, `users.email`, `auth.sessions`; of what was renamed, the old one. */
  readonly name: string;
  /**
   * What changed, in words: `type varchar(50) → text`, `to users.mail`; what an object is that was
   * added: `text not null`. Empty for what was removed.
   */
  readonly detail: string;
}
