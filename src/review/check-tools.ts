/** What checks may use of the rest; they get it by way of check.ts, the only file that they import. */
export type {
  A_Expr,
  BoolExpr,
  Constraint,
  IndexStmt,
  InsertStmt,
  Node,
  RangeVar,
  SelectStmt,
} from '@pgsql/types';
export { timeOfName } from '../drizzle/folder-layout.ts';
export { changedSnapshots, newestSnapshot } from '../drizzle/needed.ts';
export {
  type History,
  type JournalEntry,
  prefixOf,
  type SnapshotFile,
  snapshotOf,
} from '../drizzle/history.ts';
export { newestWhen, skippedEntries } from '../drizzle/pending.ts';
export { innerBreakpoints } from './breakpoints.ts';
export { collisionsOf, newSnapshot } from './collisions.ts';
export type { AcceptedExample, FlaggedExample } from './example.ts';
export { exampleFolders, exampleHistory, exampleSnapshot } from './example-history.ts';
export { routineNamed } from '../schema/fold-routine.ts';
export { nameOfConstraint } from '../schema/new-constraint.ts';
export type { DataType } from '../sql/data-type.ts';
export type { Statement } from '../sql/statement.ts';
export { formatType } from '../sql/format-type.ts';
export { dataTypeOf } from '../sql/type-name.ts';
export { writeName as sqlName, writeQualified } from '../sql/identifier.ts';
export * from './added-column.ts';
export * from './around.ts';
export * from './declared-tables.ts';
export type { DeclaredRelation } from '../drizzle/schema/read-schema.ts';
export * from './before.ts';
export * from './covering.ts';
export * from './foreign-keys.ts';
export * from './of-type.ts';
export { referencing } from './table-locks.ts';
export { rebuiltIndexes, hasBoundCheck, tableWork } from './table-work.ts';
export { blocksReads } from '../postgres/lock-mode.ts';
export { type Index, keyOf, type Relation, type Schema } from '../schema/model.ts';
export {
  existingName,
  indexNamed,
  keyConstraintNamed,
  partitionsOf,
  relationNamed,
  relationOf,
  typeNamed,
} from '../schema/lookup.ts';
export * from './brought.ts';
export { isLockedAgainstReads } from './held-locks.ts';
export { columnKinds, isOfType, type WrittenColumn, writtenColumns } from './columns.ts';
export * from './nodes.ts';
export { guardOf } from './guards.ts';
export * from './journal-order.ts';
export * from './locking-kinds.ts';
export * from './name-words.ts';
export * from './long-names.ts';
export * from './new-names.ts';
export * from './not-null.ts';
export { millisecondsOf } from './milliseconds.ts';
export { softDeleteColumns } from './soft-delete.ts';
export type { ColumnUse, Query, TableUse } from '../query/model.ts';
export { isByUnique, nameOfTable, whatItIs } from './query-words.ts';
export { lossesOf, writtenUses } from './losses.ts';
export { exampleDrop } from './example-drop.ts';
export * from './readded.ts';
export { viewsOf } from '../schema/views-of.ts';
export * from './taken-along.ts';
export * from './written.ts';
export { truthWithNulls } from '../postgres/null-check.ts';
export { mentions } from '../schema/expression.ts';
export { tokensOf } from '../sql/lexer.ts';
export { stringsOf, walk } from '../sql/tree.ts';
export { newEntries, placeOfEntry, startOfFile } from './places.ts';
export { recordedChanges } from './recorded.ts';
export { describeDifferences, placesOfDifferences } from './road-places.ts';
export {
  isLineEnds,
  isReverted,
  newBeginning,
  outcomeOf,
  placeOfRepair,
  type Repair,
  repairsOf,
  startsAnew,
} from './repairs.ts';
export { blocksWrites } from '../postgres/lock-mode.ts';
export { isRepeatable } from './repeatable.ts';
export { isSet } from './session-settings.ts';
export { transactionMet } from './transaction-state.ts';
export { transactionCommand } from './transactions.ts';
export { isBefore } from '../deploy/version.ts';
export { isoTime } from './time.ts';
export { type ColumnTypeChange, columnTypeChanges } from './type-changes.ts';
export type { ReplayedProbe, RoadDifference, RoadReport } from './replay.ts';
export type { DeclaredModel, SchemaVisit } from './schema-visit.ts';
export type { Severity } from './settings.ts';
