const SHORTEST_MS = 200;
const LONGEST_MS = 2000;

/** Returns the wait before the n-th try in a row (from 1): doubles up to 2 s, half of it left to chance. */
export function reopenDelayMs(attempt: number, random: number): number {
  const full = Math.min(SHORTEST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.max(SHORTEST_MS, full / 2 + (full / 2) * random);
}
