import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Webhook deliveries that were stored with what they ask for, so that none is done twice. */
export const deliveries = pgTable(
  'deliveries',
  {
    /** GitHub's id, which a redelivery carries too. */
    id: text().primaryKey(),
    event: text().notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
  },
  (table) => [index('deliveries_received_at_idx').on(table.receivedAt)],
);

/** What is reviewed: a pull request or a merge group, with the newest that was asked about it. */
export const subjects = pgTable(
  'subjects',
  {
    /** `owner/repo#12`, or `owner/repo@` and the head of a merge group. */
    key: text().primaryKey(),
    installation: bigint({ mode: 'number' }).notNull(),
    owner: text().notNull(),
    repo: text().notNull(),
    /** The newest job. */
    job: jsonb().notNull(),
    /** Grows with each job, so that a run can tell that it is no longer the newest. */
    revision: integer().notNull(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (table) => [
    index('subjects_installation_idx').on(table.installation),
    index('subjects_changed_at_idx').on(table.changedAt),
    check('subjects_revision_positive', sql`${table.revision} > 0`),
  ],
);

/** One review of one revision of a subject, and where it is posted. */
export const reviews = pgTable(
  'reviews',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    subject: text()
      .notNull()
      .references(() => subjects.key, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    head: text().notNull(),
    /** GitHub's id of the check run; null until it is made. */
    checkRun: bigint('check_run', { mode: 'number' }),
    /** Null while it is under way. */
    conclusion: text(),
    startedAt: instant('started_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    uniqueIndex('reviews_subject_revision_key').on(table.subject, table.revision),
    check('reviews_revision_positive', sql`${table.revision} > 0`),
  ],
);

/** What a review has found, for commands that name a finding. */
export const findings = pgTable(
  'findings',
  {
    review: bigint({ mode: 'number' })
      .notNull()
      .references(() => reviews.id, { onDelete: 'cascade' }),
    fingerprint: text().notNull(),
    check: text('check_id').notNull(),
    severity: text().notNull(),
    /** Whether a person may accept it. */
    acceptable: boolean().notNull(),
    path: text().notNull(),
    line: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.review, table.fingerprint] })],
);

/** A risk that a person has taken, for one finding on one pull request. */
export const acceptances = pgTable(
  'acceptances',
  {
    subject: text()
      .notNull()
      .references(() => subjects.key, { onDelete: 'cascade' }),
    fingerprint: text().notNull(),
    acceptedBy: text('accepted_by').notNull(),
    reason: text().notNull(),
    acceptedAt: instant('accepted_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.fingerprint] })],
);
