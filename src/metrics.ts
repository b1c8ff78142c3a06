import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FoundFinding } from './store/reviews.ts';

/** What `/metrics` tells of one server. */
export interface Metrics {
  /** Counts a review that has ended, and what it has found. */
  finished(conclusion: string, found: readonly FoundFinding[]): void;
  /** Notes how long an answer to a webhook took, in seconds. */
  answered(status: number, seconds: number): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
}

/** @param waiting how many jobs wait or run, by queue */
export function createMetrics(
  waiting: () => Promise<readonly { readonly queue: string; readonly jobs: number }[]>,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const reviews = new Counter({
    name: 'db_review_reviews_total',
    help: 'Reviews that have ended, by the conclusion of their check run.',
    labelNames: ['conclusion'],
    registers,
  });
  const findings = new Counter({
    name: 'db_review_findings_total',
    help: 'Findings of finished reviews.',
    labelNames: ['check', 'severity'],
    registers,
  });
  const answers = new Histogram({
    name: 'db_review_webhook_seconds',
    help: 'Time until a webhook was stored and answered.',
    labelNames: ['status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  new Gauge({
    name: 'db_review_waiting',
    help: 'Jobs that wait or run, by queue.',
    labelNames: ['queue'],
    registers,
    async collect() {
      this.reset();
      for (const { queue, jobs } of await waiting()) this.set({ queue }, jobs);
    },
  });
  return {
    finished(conclusion, found) {
      reviews.inc({ conclusion });
      for (const { check, severity } of found) findings.inc({ check, severity });
    },
    answered: (status, seconds) => answers.observe({ status: String(status) }, seconds),
    text: () => registry.metrics(),
  };
}
