import type { LostLines } from './line-count.js';

/** Words for people about lines that did not arrive. */
export function lostLinesWords({ from, until }: LostLines): string {
  const lines = from === until ? `line ${from} did` : `${until - from + 1} lines (${from} to ${until}) did`;
  return `${lines} not arrive. Passings may be among them, and this decoder cannot send again: look at its cable and its connection.`;
}
