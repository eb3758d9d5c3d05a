import { Counter, Gauge, type Registry } from 'prom-client';
import type { Figure } from './figure.js';

/**
 * Has figures in a registry, to be written anew before each reading: what they say is counted elsewhere, and a decoder
 * that was removed has none any more.
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
