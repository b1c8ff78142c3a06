import {
  type Constraint,
  type Node,
  type RangeVar,
  alterCommands,
  as,
  defineCheck,
  writtenColumns,
  written,
} from '../../src/review/check.ts';

export default defineCheck({
  id: 'fk-explicit-on-delete',
  title: 'A foreign key does not say what happens on delete',
  category: 'style',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: ['CreateStmt', 'AlterTableStmt:AT_AddColumn', 'AlterTableStmt:AT_AddConstraint'],
  covers: ['fk-explicit-on-delete'],
  sources: [{ tool: 'migrationpilot', rule: 'MP086' }],
  message: 'A foreign key of {table} to {parent} does nothing when a row of {parent} is deleted.',
  many: '{count} foreign keys of {table} do nothing when the row that they refer to is deleted.',
  why:
    'With NO ACTION, which is the default, a DELETE of the parent fails (23503) while rows refer to it. ' +
    'Often that is not decided, but forgotten.',
  todo:
    "Say it in the Drizzle schema: `references(() => …, { onDelete: 'cascade' })`, or `'restrict'` where " +
    'the parent has to stay.',
  examples: {
    flagged: [
      {
        title: 'at a column, in a table, and added',
        sql:
          'CREATE TABLE a (\n  b int REFERENCES c,\n  FOREIGN KEY (b) REFERENCES d ON UPDATE cascade\n);\n' +
          'ALTER TABLE e ADD CONSTRAINT f FOREIGN KEY (g) REFERENCES h (i) ON DELETE no action;',
        lines: [1, 5],
      },
    ],
    accepted: [
      {
        title: 'what is said',
        sql: 'CREATE TABLE a (b int REFERENCES c ON DELETE cascade, d int REFERENCES e ON DELETE restrict);',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const inColumns = writtenColumns(visit.statement).flatMap(({ table, constraints }) =>
      constraints.map((constraint) => ({ table, constraint })),
    );
    for (const { table, constraint } of [...inColumns, ...constraintsOf(node)]) {
      const isSilent = constraint.fk_del_action === undefined || constraint.fk_del_action === 'a';
      if (constraint.contype !== 'CONSTR_FOREIGN' || !constraint.pktable || !isSilent) continue;
      const data = { table: written(table), parent: written(constraint.pktable) };
      visit.report({ cause: data.table, data });
    }
  },
});

/** The constraints that stand beside the columns. */
function constraintsOf(node: Node): { table: RangeVar; constraint: Constraint }[] {
  const added = alterCommands(node, 'AT_AddConstraint').flatMap(({ table, command }) => {
    const constraint = as(command.def, 'Constraint');
    return constraint ? [{ table, constraint }] : [];
  });
  const { relation: table, tableElts = [] } = as(node, 'CreateStmt') ?? {};
  if (!table) return added;
  return tableElts.flatMap((element) => {
    const constraint = as(element, 'Constraint');
    return constraint ? [{ table, constraint }] : [];
  });
}
