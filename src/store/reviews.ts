import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  isNull,
  lt,
  ne,
  sql,
} from 'drizzle-orm';
import type { Database } from './open-store.ts';
import { findings, reviews, subjects } from './schema.ts';

/** A review that was begun and has not ended. */
export interface OpenReview {
  readonly id: number;
  readonly head: string;
  /** GitHub's id of its check run; null when it was not told. */
  readonly checkRun: number | null;
}

/** A finding as commands know it. */
export type FoundFinding = Omit<typeof findings.$inferSelect, 'review'>;

/** Begins the review of a revision, or goes on with the one that a killed process has begun. */
export async function beginReview(
  db: Database,
  subject: string,
  revision: number,
  head: string,
): Promise<OpenReview & { readonly isDone: boolean }> {
  await db.insert(reviews).values({ subject, revision, head }).onConflictDoNothing();
  const [review] = await db
    .select()
    .from(reviews)
    .where(and(eq(reviews.subject, subject), eq(reviews.revision, revision)));
  const { id, checkRun, finishedAt } = review!;
  return { id, head, checkRun, isDone: finishedAt !== null };
}

/** Reviews of other revisions that were begun and never ended, since their process was killed. */
export async function abandonedReviews(
  db: Database,
  subject: string,
  revision: number,
): Promise<readonly OpenReview[]> {
  return db
    .select({ id: reviews.id, head: reviews.head, checkRun: reviews.checkRun })
    .from(reviews)
    .where(
      and(eq(reviews.subject, subject), ne(reviews.revision, revision), isNull(reviews.finishedAt)),
    );
}

/** Notes where a review is posted. */
export async function noteCheckRun(db: Database, review: number, checkRun: number): Promise<void> {
  await db.update(reviews).set({ checkRun }).where(eq(reviews.id, review));
}

/** Notes how a review has ended, and what it has found. */
export async function finishReview(
  db: Database,
  review: number,
  conclusion: string,
  found: readonly FoundFinding[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(reviews)
      .set({ conclusion, finishedAt: new Date() })
      .where(eq(reviews.id, review));
    if (found.length === 0) return;
    const rows = found.map((finding) => ({ ...finding, review }));
    await tx.insert(findings).values(rows).onConflictDoNothing();
  });
}

/** What the newest whole review of a subject has found; null where none was finished. */
export async function latestFindings(
  db: Database,
  subject: string,
): Promise<readonly FoundFinding[] | null> {
  const [latest] = await db
    .select({ id: reviews.id })
    .from(reviews)
    .innerJoin(subjects, eq(subjects.key, reviews.subject))
    .where(
      and(
        eq(reviews.subject, subject),
        isNotNull(reviews.finishedAt),
        ne(reviews.conclusion, 'cancelled'),
      ),
    )
    .orderBy(desc(reviews.revision))
    .limit(1);
  if (!latest) return null;
  const { review, ...columns } = getTableColumns(findings);
  return db.select(columns).from(findings).where(eq(review, latest.id));
}

/** How many reviews of an installation were begun within the last hour. */
export async function recentReviews(db: Database, installation: number): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(reviews)
    .innerJoin(subjects, eq(subjects.key, reviews.subject))
    .where(
      and(
        eq(subjects.installation, installation),
        gt(reviews.startedAt, sql`now() - interval '1 hour'`),
      ),
    );
  return row?.count ?? 0;
}

/** Subjects with a review that was begun more than a quarter of an hour ago and has not ended. */
export async function unfinishedSubjects(
  db: Database,
): Promise<readonly { readonly key: string; readonly installation: number }[]> {
  return db
    .selectDistinct({ key: subjects.key, installation: subjects.installation })
    .from(reviews)
    .innerJoin(subjects, eq(subjects.key, reviews.subject))
    .where(
      and(isNull(reviews.finishedAt), lt(reviews.startedAt, sql`now() - interval '15 minutes'`)),
    )
    .limit(100);
}
