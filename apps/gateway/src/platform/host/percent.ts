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
