export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One figure for Prometheus: its name, and its samples from the facts. */
export interface Figure<Facts> {
  readonly kind: 'counter' | 'gauge';
  /** Name by Prometheus' conventions: the unit stands in it, and a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly samples: (facts: Facts) => readonly Sample[];
}
