import { defineCheck, keptName, longNames } from '../../src/review/check.ts';

const long = 'organization_member_notification_preferences_organization_members_id_fk';

export default defineCheck({
  id: 'identifier-too-long',
  title: 'A name is longer than PostgreSQL keeps',
  category: 'schema',
  severity: 'notice',
  onError: 'accept',
  needs: 'statements',
  on: [
    'AlterEnumStmt',
    'AlterTableStmt',
    'CreateDomainStmt',
    'CreateEnumStmt',
    'CreateFunctionStmt',
    'CreatePolicyStmt',
    'CreateSeqStmt',
    'CreateStmt',
    'CreateTrigStmt',
    'IndexStmt',
    'RenameStmt',
    'ViewStmt',
  ],
  covers: ['identifier-too-long'],
  sources: [{ tool: 'squawk', rule: 'identifier-too-long' }],
  message: 'PostgreSQL keeps 63 bytes of {name}.',
  many: 'PostgreSQL keeps 63 bytes of {count} names: {name}.',
  why:
    'The rest is cut off with a message that nobody reads. Two names that begin alike become one, and ' +
    'whoever looks for the whole name in the catalog or in an error finds nothing: it is {kept}.',
  todo: 'Give the object a shorter name in the Drizzle schema: `foreignKey({ name: … })`, `index("…")`.',
  examples: {
    flagged: [
      {
        title: 'as drizzle-kit names foreign keys',
        sql: `ALTER TABLE a ADD CONSTRAINT "${long}" FOREIGN KEY (b) REFERENCES c (d) NOT VALID;`,
        lines: [1],
      },
    ],
    accepted: [
      { title: '63 bytes', sql: `CREATE TABLE ${'a'.repeat(63)} (b int);` },
      { title: 'a long text', sql: `COMMENT ON TABLE a IS '${long}';` },
    ],
  },
  statement(visit) {
    // The body of a function is a text of its own.
    if (visit.statement.runs === 'on-call') return;
    for (const name of longNames(visit.statement)) {
      visit.report({ data: { name, kept: keptName(name) }, cause: 'long' });
    }
  },
});
