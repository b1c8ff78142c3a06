import { afterAll, describe, expect, test } from '@jest/globals';
import { registry } from '../../../checks/index.ts';
import { exampleHistory } from '../../../src/review/check.ts';
import type { Review } from '../../../src/review/finding.ts';
import { reviewSql } from '../../../src/review/lint.ts';
import { assumedTransaction, presetSettings } from '../../../src/review/presets.ts';
import { review } from '../../../src/review/review.ts';
import { defaultSettings, type Settings } from '../../../src/review/settings.ts';
import { createParser } from '../../../src/sql/parser.ts';
import { changeOf } from '../../memory-change.ts';
import type { Peer, PeerCase, Sql } from './case.ts';
import { eugene } from './eugene.ts';
import { squawk } from './squawk.ts';
import { strongMigrations } from './strong-migrations.ts';

const { parse, close } = createParser();
afterAll(close);

const checks = await Promise.all(registry.map((entry) => entry.load()));

/** Whether a check names the rule: what none names is told by docs/moving-from.md. */
function isCovered(tool: string, { rule, by }: PeerCase): boolean {
  return checks.some(
    ({ id, sources }) =>
      (by ?? id) === id && sources.some((source) => source.tool === tool && source.rule === rule),
  );
}

/** Reviews migrations with the preset of a tool; those before the last one are applied already. */
async function reviewCase({ tool }: Peer, each: PeerCase, sql: Sql): Promise<Review> {
  const settings: Settings = {
    ...defaultSettings,
    ...presetSettings(tool, registry),
    migrator: {
      transaction: each.transaction ?? assumedTransaction(tool) ?? 'all',
      pending: 'when',
    },
    learnMigrator: false,
  };
  const texts = [sql].flat();
  const pending = texts.pop() ?? '';
  const applied = [...(each.released === undefined ? [] : [each.released]), ...texts];
  if (applied.length === 0) {
    return reviewSql([{ path: 'a.sql', text: pending, problem: null }], settings, {
      checks: registry,
      parse,
    });
  }
  const entries = [...applied, pending].map((text, index) => ({
    tag: `000${index}_case`,
    when: index + 1,
    sql: text,
    snapshot: null,
  }));
  const trees = { base: exampleHistory(entries.slice(0, -1)), head: exampleHistory(entries) };
  return review(changeOf(trees), settings, { checks: registry, parse });
}

describe.each([squawk, eugene, strongMigrations].map((peer) => [peer.tool, peer] as const))(
  '%s',
  (tool, peer) => {
    const named = peer.cases.filter((each) => isCovered(tool, each));

    async function rulesIn(each: PeerCase, sql: Sql): Promise<(string | undefined)[]> {
      const { findings } = await reviewCase(peer, each, sql);
      return findings.flatMap(({ check, sources }) =>
        sources.flatMap((source) =>
          source.tool === tool ? [`${source.rule} by ${check}`, source.rule] : [],
        ),
      );
    }

    test.each(named.flatMap((each) => each.unsafe.map((sql) => [each.rule, sql, each] as const)))(
      'finds %s in %s',
      async (rule, sql, each) => {
        expect(await rulesIn(each, sql)).toContain(rule);
      },
    );

    test.each(named.flatMap((each) => each.safe.map((sql) => [each.rule, sql, each] as const)))(
      'finds no %s in %s',
      async (rule, sql, each) => {
        const found = await rulesIn(each, sql);
        expect(found.filter((name) => name?.startsWith(`${rule} by`))).toEqual([]);
      },
    );
  },
);
