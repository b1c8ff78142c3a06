import { keyOf, type QualifiedName, type Schema } from '../schema/model.ts';
import type { Reference } from '../query/references.ts';
import { nameOf, stringsOf } from '../sql/tree.ts';
import { existingName, typeNamed } from '../schema/lookup.ts';
import type { StatementVisit } from './check.ts';
import { alterCommands, as, droppedTables } from './nodes.ts';
import { goneKey } from './running-code.ts';
import { written } from './written.ts';

/** Something that a statement takes away from code that may use it. */
export interface Loss {
  /** As people write it: `users`, `users.email`, `done of status`. */
  readonly what: string;
  /** Its key in `CodeAround`. */
  readonly key: string;
  readonly kind: 'table' | 'column' | 'value';
  /** The new name; null for what is dropped. */
  readonly to: string | null;
}

/** What a statement drops or renames of that which stood before the change. */
export function lossesOf(visit: StatementVisit): Loss[] {
  const { node } = visit.statement;
  const dropped = droppedTables(node).map((table): Loss => ({
    what: written(table),
    key: goneKey(keyFor(visit.before, table), null),
    kind: 'table',
    to: null,
  }));
  const columns = alterCommands(node, 'AT_DropColumn').map(({ table, command }): Loss => {
    const name = command.name ?? '';
    return {
      what: `${written(table)}.${name}`,
      key: goneKey(keyFor(visit.before, table), name),
      kind: 'column',
      to: null,
    };
  });
  return [...dropped, ...columns, ...renamed(visit), ...values(visit)];
}

function renamed(visit: StatementVisit): Loss[] {
  const rename = as(visit.statement.node, 'RenameStmt');
  const table = rename?.relation;
  if (!rename) return [];
  const to = rename.newname ?? '';
  if (rename.renameType === 'OBJECT_TYPE') return ofType(visit, stringsOf(rename.object), null);
  if (!table) return [];
  const key = keyFor(visit.before, table);
  if (rename.renameType === 'OBJECT_TABLE') {
    return [{ what: written(table), key: goneKey(key, null), kind: 'table', to }];
  }
  const name = rename.subname ?? '';
  const isColumn = rename.renameType === 'OBJECT_COLUMN' && rename.relationType === 'OBJECT_TABLE';
  if (!isColumn) return [];
  return [{ what: `${written(table)}.${name}`, key: goneKey(key, name), kind: 'column', to }];
}

function values(visit: StatementVisit): Loss[] {
  const change = as(visit.statement.node, 'AlterEnumStmt');
  const { oldVal: value, newVal: to = '' } = change ?? {};
  if (value === undefined) return [];
  return ofType(visit, stringsOf(change?.typeName), { value, to });
}

/** The values that an enum loses: one that is renamed, or those that its successor lacks. */
function ofType(
  visit: StatementVisit,
  parts: readonly string[],
  renaming: { readonly value: string; readonly to: string } | null,
): Loss[] {
  const name = typeNamed(visit.before, parts);
  const type = visit.start.enums.get(keyOf(name));
  const gone = renaming ? [renaming] : (type?.values ?? []).map((value) => ({ value, to: null }));
  return gone.map(({ value, to }) => ({
    what: `${value} of ${name.name}`,
    key: goneKey(`${name.schema}.${name.name}`, null, value),
    kind: 'value',
    to,
  }));
}

function keyFor(schema: Schema, table: Parameters<typeof written>[0]): string {
  const name: QualifiedName = existingName(schema, nameOf(table));
  return `${name.schema}.${name.name}`;
}

/** References as people write places: `src/users.ts:12`. */
export function writtenUses(references: readonly Reference[]): string[] {
  return references.map(({ path, line }) => `${path}:${line}`);
}
