import { alterCommands, as, defineCheck, isOlder, later, written } from '../../src/review/check.ts';

const kinds = ['AT_DisableTrig', 'AT_DisableTrigAll', 'AT_DisableTrigUser'] as const;

export default defineCheck({
  id: 'disable-trigger',
  title: 'Triggers are switched off, and with them what they keep true',
  category: 'data',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['AlterTableStmt', 'VariableSetStmt'],
  covers: ['disable-trigger'],
  sources: [
    { tool: 'pg-migration-lint', rule: 'PML020' },
    { tool: 'migrationpilot', rule: 'MP064' },
    { tool: 'safe-migrate', rule: 'disable-trigger' },
  ],
  message: 'Switches off {trigger} of {table}.',
  why:
    'What is written meanwhile, by anybody, is not seen by them. With ALL, foreign keys are not checked ' +
    'either: rows without a parent stay for good.',
  todo: 'Switch off only the trigger that is in the way, and on again in the same migration.',
  variants: {
    forgotten: {
      message: 'Switches off {trigger} of {table}, and not on again.',
      todo: 'Add `ALTER TABLE … ENABLE TRIGGER …` to the same migration.',
    },
    session: {
      message: 'Switches off all triggers and foreign keys of the session.',
      why:
        'With session_replication_role = replica PostgreSQL runs no trigger and checks no foreign key: ' +
        'rows without a parent stay for good.',
      todo: 'Leave it at `origin`, and order the statements so that parents come first.',
    },
  },
  examples: {
    flagged: [
      { title: 'off for good', sql: 'ALTER TABLE users DISABLE TRIGGER audit;', lines: [1] },
      {
        title: 'all of them',
        sql: 'ALTER TABLE users DISABLE TRIGGER ALL;\nALTER TABLE users ENABLE TRIGGER ALL;',
        lines: [1],
      },
      { title: 'of the session', sql: "SET session_replication_role = 'replica';", lines: [1] },
    ],
    accepted: [
      {
        title: 'one, and on again',
        sql: 'ALTER TABLE users DISABLE TRIGGER audit;\nALTER TABLE users ENABLE TRIGGER audit;',
      },
    ],
  },
  statement(visit) {
    const { node, text } = visit.statement;
    const set = as(node, 'VariableSetStmt');
    if (set?.name === 'session_replication_role' && /replica/i.test(text.split('=').at(-1) ?? '')) {
      visit.report({ variant: 'session' });
    }
    for (const { table, command } of alterCommands(node, ...kinds)) {
      if (!isOlder(visit, table)) continue;
      const enabling = [
        'AT_EnableTrig',
        'AT_EnableTrigAll',
        'AT_EnableTrigUser',
        'AT_EnableAlwaysTrig',
      ];
      const isBack = later(visit).some(({ statement }) =>
        alterCommands(statement.node, ...enabling).some(
          (each) => written(each.table) === written(table),
        ),
      );
      if (isBack && command.subtype === 'AT_DisableTrig') continue;
      const trigger = command.name ? [command.name] : { prose: 'all triggers' };
      const data = { trigger, table: written(table) };
      visit.report({ data, ...(!isBack && { variant: 'forgotten' }) });
    }
  },
});
