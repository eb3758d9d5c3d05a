import { writeFileSync } from 'node:fs';
import { betterThanRival, chart } from './chart.js';
import { page } from './page.js';
import { readResults } from './results.js';

/** Writes docs/performance.md and its chart from the results of the benches. */
export function writeDocument(folder: string, names: readonly string[]): void {
  const results = readResults(folder, names);
  const bars = results
    .flatMap(({ rows }) => rows.map(betterThanRival))
    .filter((bar) => bar !== undefined)
    .sort((one, other) => other.times - one.times);
  writeFileSync(
    'docs/performance.svg',
    chart('How many times better than what most people would write', bars),
  );
  writeFileSync('docs/performance.md', page(results));
}
