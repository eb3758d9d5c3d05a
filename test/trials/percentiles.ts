import { quantile } from '../../bench/harness/quantile.js';

/** Returns the value that `hundredths` per cent of the values, in any order, do not exceed. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return quantile(sorted, hundredths / 100);
}
