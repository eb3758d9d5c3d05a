import type { Space } from './host-metrics.js';

/** Returns 0 to 100 with one decimal. */
export function percent(part: number, whole: number): number {
  return Math.round(Math.min(Math.max(part / whole, 0), 1) * 1000) / 10;
}

/** Reckons as `df` does: space that is reserved for the system is neither used nor free. */
export function usagePercent(space: Space | undefined): number | undefined {
  if (space === undefined) return undefined;
  const ours = space.usedBytes + space.freeBytes;
  return ours > 0 ? percent(space.usedBytes, ours) : undefined;
}

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
