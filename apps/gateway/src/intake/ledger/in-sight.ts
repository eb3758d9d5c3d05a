import type { DecoderLedger, Witness } from '#passings';

/** Until the numbers are known to go on, nothing fills a hole; whoever heard them go on knows it. */
export function isInSight({ unproven }: DecoderLedger, hasHeard: (witness: Witness) => boolean): boolean {
  if (unproven === null) return true;
  const { witness, arrived: came } = unproven;
  return witness !== null && [witness, ...came].every(hasHeard);
}
