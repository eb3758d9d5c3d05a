import { percent } from './percent.js';

/** What processors did since some moment in the past. */
export interface CpuTime {
  readonly busyMs: number;
  /** Busy and idle, of all cores together. */
  readonly totalMs: number;
  /** Whose time it is: times of different ones cannot be compared. */
  readonly of: string;
}

/** How busy they were between the two; undefined where that cannot be told. */
export function cpuUsagePercent(before: CpuTime | undefined, after: CpuTime): number | undefined {
  if (before?.of !== after.of) return undefined;
  const totalMs = after.totalMs - before.totalMs;
  const busyMs = after.busyMs - before.busyMs;
  return totalMs > 0 && busyMs >= 0 ? percent(busyMs, totalMs) : undefined;
}
