import type { DecoderLedger, Witness } from '#passings';

/**
 * Whether the ledger's numbering went on: holes are filled only once that is proven, or every passing in doubt was heard
 * here.
 */
export function isInSight({ unproven }: DecoderLedger, hasHeard: (witness: Witness) => boolean): boolean {
  if (unproven === null) return true;
  const { witness, arrived: came } = unproven;
  return witness !== null && [witness, ...came].every(hasHeard);
}
