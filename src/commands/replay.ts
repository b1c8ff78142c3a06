import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import type { ReplayReport } from '../review/replay.ts';
import { review } from '../review/review.ts';
import { createParser } from '../sql/parser.ts';
import { changeOptions, changeOptionsHelp } from './change-options.ts';
import { openLocalChange } from './local-change.ts';
import { openReplay } from './open-replay.ts';
import { parseOptions, reviewFlags, reviewOptions, reviewOptionsHelp } from './options.ts';
import { terminalWidth } from './print.ts';
import { progressOn } from './progress.ts';
import { say } from './say.ts';

const help = `Runs a change in a sandbox and shows each statement as it runs: what it takes, locks, rewrites and
scans. Then the same schema is made on other roads, rows are tried, and the way back.

Usage: db-review replay [options]

  --timeline                  also draw what was blocked, and for how long
${changeOptionsHelp}${reviewOptionsHelp}
The exit code is 1 where a statement fails, rows make one fail, roads differ, or it could not be run.
`;

const options = {
  ...reviewOptions,
  ...changeOptions,
  timeline: { type: 'boolean', default: false },
} as const;

/** `db-review replay`: gives the exit code. */
export async function replay(args: string[]): Promise<number> {
  const { values } = parseOptions('replay', { args, options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const flags = reviewFlags(values);
  const isText = flags.format === 'text';
  const { statementLines, timelineLines, replaySummary } = await import('../report/replay-text.ts');
  const { parse } = createParser();
  const { read: readSchema, generateSql } = createSchemaReader();
  const progress = progressOn(process.stderr);
  const run = await openReplay(generateSql, {
    onProgress: (done, total) => progress.show(`base: ${done} of ${total} migrations`),
    onStep: (statement, sql) => {
      progress.clear();
      if (isText) say(statementLines(statement, sql).join('\n'));
    },
  });
  const { change, settings, close } = await openLocalChange(values, flags);
  try {
    const ports = { checks: [], parse, readSchema, generateSql, replay: run };
    const { base, head, replay: report } = await review(change, settings, ports);
    progress.clear();
    if (!isText) {
      const { replayJson } = await import('../report/json.ts');
      const json = { version: 1, base, head, replay: report && replayJson(report) };
      process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
    } else if (!report)
      say('nothing to run: the change makes no difference to what a database runs');
    else {
      const width = terminalWidth() ?? 100;
      const chart = values.timeline ? ['', ...timelineLines(report.statements, width)] : [];
      say([...chart, '', ...replaySummary(report)].join('\n'));
    }
    return report && stopsOn(report) ? 1 : 0;
  } finally {
    await close();
  }
}

function stopsOn({ status, roads, probes }: ReplayReport): boolean {
  const isOff = Object.values(roads).some(({ state }) => state === 'differs' || state === 'failed');
  return status !== 'complete' || isOff || probes.some((each) => each.status === 'proven');
}
