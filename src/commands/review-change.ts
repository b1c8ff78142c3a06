import { registry } from '../../checks/index.ts';
import { createSchemaReader } from '../drizzle/engine/schema-reader.ts';
import type { Change } from '../review/change.ts';
import type { Review } from '../review/finding.ts';
import type { Ports } from '../review/judge-migrations.ts';
import { review as reviewChange } from '../review/review.ts';
import type { Settings } from '../review/settings.ts';
import { createParser } from '../sql/parser.ts';
import { openLocalChange } from './local-change.ts';
import { openReplay } from './open-replay.ts';
import { reviewFlags } from './options.ts';

type Values = Parameters<typeof openLocalChange>[0] & Parameters<typeof reviewFlags>[0];

/** A change with its review, and what it was reviewed with. */
export interface ReviewedChange {
  readonly change: Change;
  readonly review: Review;
  readonly settings: Settings;
  readonly ports: Ports;
}

/** Reviews a change in a git repository with its replay, and hands on what came of it. */
export async function reviewChangeOf<Result>(
  values: Values,
  use: (reviewed: ReviewedChange) => Promise<Result>,
): Promise<Result> {
  const flags = reviewFlags(values);
  const { parse } = createParser();
  const { read: readSchema, generateSql } = createSchemaReader();
  const replay = await openReplay(generateSql);
  const { change, settings, close } = await openLocalChange(values, flags);
  const ports = { checks: registry, parse, readSchema, generateSql, now: Date.now, replay };
  try {
    const review = await reviewChange(change, settings, ports);
    return await use({ change, review, settings, ports });
  } finally {
    await close();
  }
}
