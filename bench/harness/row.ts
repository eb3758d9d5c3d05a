/** A measured value, with every repeat, in the unit that the bench names. */
export interface Figure {
  readonly what: string;
  readonly repeats: readonly number[];
}

/** A line of a bench: ours, beside a rival or a limit of the same run where there is one, and the bar. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours: Figure;
  readonly against?: Figure;
  /** Limit of the ratio of the medians, ours to the other; without another, of our own median. Undefined: only shown. */
  readonly bar?: Bar;
}

export type Bar = { readonly least: number } | { readonly most: number };

export interface Bench {
  readonly name: string;
  /** Meaning of the bench for a user of the gateway, a sentence. */
  readonly meaning: string;
  run(tell: (progress: string) => void): Promise<readonly Row[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Returns the value that the bar limits. */
export function outcome({ ours, against }: Row): number {
  return median(ours.repeats) / (against === undefined ? 1 : median(against.repeats));
}

export function holds(row: Row): boolean {
  if (row.bar === undefined) return true;
  const value = outcome(row);
  return 'least' in row.bar ? value >= row.bar.least : value <= row.bar.most;
}
