import type {
  CreateSchemaStmt,
  IndexStmt,
  Node,
  RangeVar,
  TransactionStmt,
  VariableSetStmt,
  ViewStmt,
} from '@pgsql/types';
import type { NodeKind, Statement } from '../sql/statement.ts';
import { createFromQuery, createTable } from './fold-create.ts';
import { foldAlterTable } from './fold-alter-table.ts';
import { foldDrop } from './fold-drop.ts';
import { alterDomain, createDomain, createSequence } from './fold-domain.ts';
import { alterEnum, createEnum } from './fold-enum.ts';
import { alterPolicy, createPolicy, createTrigger } from './fold-policy.ts';
import { createFunction } from './fold-routine.ts';
import { foldRename, foldSetSchema } from './fold-rename.ts';
import { isTaken, relationOf } from './lookup.ts';
import type { Relation, Schema } from './model.ts';
import { newIndex } from './new-index.ts';
import { type SourceText, sourceText } from './source-text.ts';
import { viewQuery } from './view-query.ts';

/** What a node of a kind holds. */
type FieldsOf<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind &
  keyof Extract<Node, Record<Kind, unknown>>];

/**
 * Changes a schema as a statement does; what it creates is new. A statement that only stands in a
 * function's body changes nothing, one that runs conditionally is taken as run, and one that
 * PostgreSQL would refuse changes nothing where its error is common in guards: a name that exists,
 * an object that does not. Inheritance is followed from parent to partitions, and only columns are.
 */
export function fold(schema: Schema, statement: Statement): void {
  if (statement.runs !== 'on-call') foldNode(schema, statement.node, sourceText(statement));
}

type Folds = {
  readonly [Kind in NodeKind]?: (
    schema: Schema,
    fields: FieldsOf<Kind>,
    source: SourceText,
  ) => void;
};

/** What each kind of statement does; the others change nothing that the model holds. */
const folds: Folds = {
  CreateStmt: createTable,
  CreateForeignTableStmt: (schema, { base = {} }, source) =>
    createTable(schema, base, source, 'foreign table'),
  CreateTableAsStmt: (schema, { into, objtype, query }, source) => {
    if (objtype !== 'OBJECT_MATVIEW') return createFromQuery(schema, into?.rel, 'table');
    const view = queryOf(schema, into?.rel, query, source);
    createFromQuery(schema, into?.rel, 'materialized view', view);
  },
  SelectStmt: (schema, { intoClause }) => {
    if (intoClause) createFromQuery(schema, intoClause.rel, 'table');
  },
  ViewStmt: createView,
  AlterTableStmt: foldAlterTable,
  IndexStmt: createIndex,
  DropStmt: foldDrop,
  RenameStmt: foldRename,
  AlterObjectSchemaStmt: foldSetSchema,
  CreateEnumStmt: createEnum,
  AlterEnumStmt: alterEnum,
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CreateSeqStmt: createSequence,
  CreateFunctionStmt: createFunction,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  CreateTrigStmt: createTrigger,
  CreateSchemaStmt: createSchema,
  VariableSetStmt: setVariable,
  TransactionStmt: endTransaction,
};

function foldNode(schema: Schema, node: Node, source: SourceText): void {
  for (const [kind, fields] of Object.entries(node)) {
    folds[kind as NodeKind]?.(schema, fields as never, source);
  }
}

/** CREATE OR REPLACE VIEW gives a view that exists another query. */
function createView(schema: Schema, create: ViewStmt, source: SourceText): void {
  const { view, query, replace } = create;
  const known = replace ? relationOf(schema, view) : undefined;
  const read = queryOf(schema, view, query, source);
  if (known?.kind === 'view') Object.assign(known, read);
  else createFromQuery(schema, view, 'view', read);
}

/** What a view reads, and its query as it is written. */
function queryOf(
  schema: Schema,
  view: RangeVar | undefined,
  query: Node | undefined,
  source: SourceText,
): Pick<Relation, 'query' | 'definition'> {
  return {
    query: viewQuery(schema, query),
    definition: source.rest('as', view?.location ?? 0) || null,
  };
}

function createIndex(schema: Schema, create: IndexStmt, source: SourceText): void {
  const relation = relationOf(schema, create.relation);
  if (!relation) return;
  const index = newIndex(schema, relation, create, source);
  if (!isTaken(schema, { ...relation.name, name: index.name })) relation.indexes.push(index);
}

/** What CREATE SCHEMA creates along stands in that schema. */
function createSchema(schema: Schema, create: CreateSchemaStmt, source: SourceText): void {
  const path = schema.localSearchPath;
  schema.localSearchPath = [create.schemaname ?? create.authrole?.rolename ?? 'public'];
  for (const element of create.schemaElts ?? []) foldNode(schema, element, source);
  schema.localSearchPath = path;
}

function setVariable(schema: Schema, { kind, name, args, is_local }: VariableSetStmt): void {
  if (kind === 'VAR_RESET_ALL' || (kind === 'VAR_RESET' && name === 'search_path')) {
    schema.localSearchPath = null;
    schema.searchPath = ['public'];
    return;
  }
  if (name !== 'search_path') return;
  const named = (args ?? []).flatMap((each) =>
    'A_Const' in each && each.A_Const.sval ? [each.A_Const.sval.sval ?? ''] : [],
  );
  const path = kind === 'VAR_SET_VALUE' ? named.filter((each) => each !== '$user') : ['public'];
  schema.localSearchPath = is_local ? path : null;
  if (!is_local) schema.searchPath = path;
}

function endTransaction(schema: Schema, { kind }: TransactionStmt): void {
  if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') schema.localSearchPath = null;
}
