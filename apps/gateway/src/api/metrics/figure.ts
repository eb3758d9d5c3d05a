import { Counter, Gauge, type Registry } from 'prom-client';

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

/**
 * Registers figures and returns the function that writes them anew before each reading: their values are counted elsewhere,
 * and a removed decoder must leave no sample.
 */
export function registerFigures<Facts>(
  registry: Registry,
  figures: readonly Figure<Facts>[],
): (facts: Facts) => void {
  const written = figures.map(({ kind, name, help, labelNames, samples }) => {
    const parts = { name, help, labelNames: [...labelNames], registers: [registry] };
    const metric = kind === 'gauge' ? new Gauge(parts) : new Counter(parts);
    return (facts: Facts): void => {
      metric.reset();
      for (const { labels, value } of samples(facts)) metric.inc(labels, value);
    };
  });
  return (facts) => {
    for (const write of written) write(facts);
  };
}
