import { percent } from './percent.js';

/** Time of processors since an arbitrary moment in the past. */
export interface CpuTime {
  readonly busyMs: number;
  /** Busy and idle time, of all cores together. */
  readonly totalMs: number;
  /** Name of the processors: times of different ones cannot be compared. */
  readonly of: string;
}

/** Returns how busy the processors were between two readings; undefined where the readings do not tell. */
export function cpuUsagePercent(before: CpuTime | undefined, after: CpuTime): number | undefined {
  if (before?.of !== after.of) return undefined;
  const totalMs = after.totalMs - before.totalMs;
  const busyMs = after.busyMs - before.busyMs;
  return totalMs > 0 && busyMs >= 0 ? percent(busyMs, totalMs) : undefined;
}
