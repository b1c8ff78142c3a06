/** Measures the stages of a review, in milliseconds. */
export function stopwatch(): {
  lap(stage: string): void;
  laps(): Record<string, number>;
} {
  const start = performance.now();
  const measured: Record<string, number> = {};
  let last = start;

  function lap(stage: string): void {
    const now = performance.now();
    measured[stage] = round(now - last);
    last = now;
  }

  return { lap, laps: () => ({ ...measured, total: round(performance.now() - start) }) };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
