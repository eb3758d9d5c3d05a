export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One figure for Prometheus: what it is called, and its samples from what is known. */
export interface Figure<Facts> {
  readonly kind: 'counter' | 'gauge';
  /** By Prometheus' conventions: the unit stands in it, and what only grows ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly samples: (facts: Facts) => readonly Sample[];
}
