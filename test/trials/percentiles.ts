import { quantile } from '../../bench/harness/quantile.js';

/** The value that so many hundredths of all are not above, in whichever order they came. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return quantile(sorted, hundredths / 100);
}
