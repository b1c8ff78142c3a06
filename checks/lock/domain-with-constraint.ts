import {
  as,
  columnsOfType,
  defineCheck,
  stringsOf,
  typeNamed,
  writeQualified,
} from '../../src/review/check.ts';

const released = 'CREATE DOMAIN code AS text;\nCREATE TABLE users (id int, code code);';

export default defineCheck({
  id: 'domain-with-constraint',
  title: 'A constraint of a domain is checked on every table that uses it',
  category: 'lock',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterDomainStmt', 'CreateDomainStmt'],
  covers: ['domain-with-constraint'],
  sources: [
    { tool: 'squawk', rule: 'ban-create-domain-with-constraint' },
    { tool: 'squawk', rule: 'ban-alter-domain-with-add-constraint' },
    { tool: 'migrationpilot', rule: 'MP043' },
  ],
  message: 'Adds a constraint to the domain {domain}, and checks every table that uses it.',
  why:
    'PostgreSQL reads each table with a column of the domain, {table}, under a SHARE lock: writes ' +
    'to all of them wait until the migration commits.',
  todo:
    'Add it with NOT VALID, and validate it in a later deploy:\n\n```sql\n' +
    'ALTER DOMAIN {domain} ADD CONSTRAINT … CHECK (…) NOT VALID;\n' +
    '-- in a later deploy:\nALTER DOMAIN {domain} VALIDATE CONSTRAINT …;\n```',
  variants: {
    created: {
      message: 'Creates the domain {domain} with a constraint.',
      why:
        'Nothing is locked now. But each column of the domain that is added later writes its table ' +
        'anew, and each change of the constraint goes through all tables that use it.',
      todo: 'Take the plain type, and put a CHECK on the column.',
    },
  },
  examples: {
    flagged: [
      {
        title: 'a domain in use',
        released,
        sql: "ALTER DOMAIN code ADD CONSTRAINT c CHECK (VALUE <> '');",
        lines: [1],
      },
      {
        title: 'a new domain',
        severity: 'notice',
        sql: 'CREATE DOMAIN age AS int CHECK (VALUE > 0);',
        lines: [1],
      },
    ],
    accepted: [
      {
        title: 'NOT VALID',
        released,
        sql: "ALTER DOMAIN code ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID;",
      },
      { title: 'a domain without a constraint', sql: 'CREATE DOMAIN age AS int;' },
      {
        title: 'a domain that no table uses',
        released: 'CREATE DOMAIN code AS text;',
        sql: 'ALTER DOMAIN code SET NOT NULL;',
      },
    ],
  },
  statement(visit) {
    const { node } = visit.statement;
    const create = as(node, 'CreateDomainStmt');
    const isConstrained = create?.constraints?.some((each) =>
      ['CONSTR_CHECK', 'CONSTR_NOTNULL'].includes(as(each, 'Constraint')?.contype ?? ''),
    );
    if (create && isConstrained) {
      const domain = stringsOf(create.domainname).join('.');
      visit.report({ data: { domain }, variant: 'created', severity: 'notice' });
    }
    const alter = as(node, 'AlterDomainStmt');
    const isAdded = alter?.subtype === 'C' || alter?.subtype === 'O';
    if (!isAdded || as(alter.def, 'Constraint')?.skip_validation) return;
    const parts = stringsOf(alter.typeName);
    const users = columnsOfType(visit.before, typeNamed(visit.before, parts)).filter(
      ({ relation }) => !relation.isNew,
    );
    if (users.length === 0 && visit.before.complete) return;
    const table = users.map(({ relation: { name } }) => writeQualified(name.schema, name.name));
    visit.report({
      data: {
        domain: parts.join('.'),
        table: table.length > 0 ? [...new Set(table)] : { prose: 'whichever they are' },
      },
    });
  },
});
