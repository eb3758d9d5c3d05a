const UNITS = [
  [86_400, 'days'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** A length of time for people, without its direction. */
export function lengthOf(us: number): string {
  const seconds = Math.abs(us) / 1_000_000;
  const [length, unit] = UNITS.find(([least]) => seconds >= 2 * least) ?? [1, 's'];
  return `${(seconds / length).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}
